/** Who else helps with a task or a moment: their answers, and asking one more. */
import { X } from 'lucide-react';
import { useState } from 'react';
import { newId } from '../../../shared/ids.ts';
import type { Assignment } from '../../../shared/document/schema.ts';
import { useDevice } from '../../react/device.ts';
import { useMayCreate, useMayDelete } from '../../react/use-may.ts';
import { useAssignments, usePerson } from '../../react/use-view.ts';
import { subjectOf } from '../../react/view.ts';
import { useWords } from '../messages/messages.ts';
import { useAct } from '../use-act.ts';
import { Button, IconButton } from './button.tsx';
import { Disc } from './disc.tsx';
import styles from './also-helping.module.css';
import { PersonField } from './person-field.tsx';
import { StatusPill } from './status-pill.tsx';

export function Helpers({ root, id }: { readonly root: 'tasks' | 'timeline'; readonly id: string }) {
	const { say } = useWords();
	const on = subjectOf(root, id);
	const assignments = useAssignments(on);
	const mayAsk = useMayCreate('assignments').may;
	if (!mayAsk && assignments.length === 0) return null;
	return (
		<section aria-label={say.assignments.helpers}>
			<h3 className={styles['title']}>{say.assignments.helpers}</h3>
			<div className={styles['list']}>
				{assignments.map((assignment) => (
					<Helper key={assignment.id} assignment={assignment} />
				))}
				{mayAsk && <Ask on={on} />}
			</div>
		</section>
	);
}

function Ask({ on }: { readonly on: string }) {
	const { say } = useWords();
	const { random } = useDevice();
	const act = useAct();
	const [chosen, choose] = useState<string | null>(null);
	const person = usePerson(chosen);
	const ask = () => {
		if (person === undefined) return;
		const told = { text: say.assignments.asked(person.name), undo: true };
		if (act('assignments.create', { id: newId(random), on, person: person.id }, told)) choose(null);
	};
	return (
		<div className={styles['ask']}>
			<PersonField
				label={say.assignments.add}
				value={chosen}
				nobody={say.assignments.choosePerson}
				commit={choose}
			/>
			<Button disabled={person === undefined} onClick={ask}>
				{say.assignments.submit}
			</Button>
		</div>
	);
}

function Helper({ assignment: { id, person, part, status } }: { readonly assignment: Assignment }) {
	const { say } = useWords();
	const act = useAct();
	const mayRemove = useMayDelete('assignments', id).may;
	const { name, colour } = usePerson(person) ?? { name: say.assignments.gone, colour: undefined };
	return (
		<div className={styles['helper']}>
			<Disc face={{ id: person, name, colour }} isDecorative />
			<div>
				{name} <StatusPill status={status} />
				{part !== undefined && <div className={styles['part']}>{part}</div>}
			</div>
			{mayRemove && (
				<IconButton
					label={say.assignments.remove(name)}
					onClick={() =>
						act('assignments.delete', { id }, { text: say.assignments.removed(name), undo: true })
					}
				>
					<X size={18} aria-hidden />
				</IconButton>
			)}
		</div>
	);
}
