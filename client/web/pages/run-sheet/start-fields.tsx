/** When a moment starts: the time large, the day beside it. */
import type { TimelineItem } from '../../../../shared/document/schema.ts';
import { useView } from '../../../react/use-view.ts';
import { FieldPair } from '../../components/field.tsx';
import { TextField } from '../../components/text-field.tsx';
import { useWords } from '../../messages/messages.ts';
import { dateOf, dateWords, timeOf, timeWords } from '../../wording.ts';

export function StartFields({
	item: { start },
	commit,
	isLocked = false,
}: {
	readonly item: TimelineItem;
	readonly commit: (start: string | null) => void;
	readonly isLocked?: boolean;
}) {
	const { say, locale } = useWords();
	const weddingDay = useView(({ plan }) => plan.meta.date ?? '');
	const day = start === undefined ? weddingDay : dateOf(start);
	const time = start === undefined ? '' : timeOf(start);
	return (
		<FieldPair>
			<TextField
				label={say.fields.start}
				type="time"
				value={time}
				show={(text) => timeWords(`${day}T${text}`, locale)}
				commit={(text) => commit(text === '' ? null : `${day}T${text}`)}
				isLocked={isLocked}
			/>
			<TextField
				label={say.fields.day}
				type="date"
				value={day}
				show={(text) => dateWords(text, locale, 'short')}
				commit={(text) => text !== '' && time !== '' && commit(`${text}T${time}`)}
				isLocked={isLocked}
			/>
		</FieldPair>
	);
}
