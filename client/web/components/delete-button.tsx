/** Deleting is soft and can be taken back, so it does not ask; it closes the record and offers "Undo". */
import { Trash2 } from 'lucide-react';
import type { RecordKind } from '../../../shared/document/schema.ts';
import { useMayDelete } from '../../react/use-may.ts';
import { useWords } from '../messages/messages.ts';
import { useAct } from '../use-act.ts';
import { Button } from './button.tsx';

export function DeleteButton({
	root,
	id,
	title,
	label,
	close,
}: {
	readonly root: RecordKind;
	readonly id: string;
	readonly title: string;
	/** Instead of plain "Delete". */
	readonly label?: string;
	readonly close: () => void;
}) {
	const { say } = useWords();
	const act = useAct();
	const answer = useMayDelete(root, id);
	if (!answer.may) return null;
	const remove = () => {
		if (act(`${root}.delete`, { id }, { text: say.record.deleted(title), undo: true })) close();
	};
	return (
		<Button look="danger" onClick={remove}>
			<Trash2 size={18} aria-hidden /> {label ?? say.record.delete}
		</Button>
	);
}
