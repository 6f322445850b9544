/** The wedding itself: names, date, place, zone and its one colour. */
import { useRights } from '../../../react/use-may.ts';
import { useView } from '../../../react/use-view.ts';
import { ColourField } from '../../components/choice-field.tsx';
import { FieldPair } from '../../components/field.tsx';
import { TextField } from '../../components/text-field.tsx';
import { Why } from '../../components/why.tsx';
import { palette } from '../../initials.ts';
import { useWords } from '../../messages/messages.ts';
import { useEdit } from '../../use-edit.ts';
import { dateWords } from '../../wording.ts';
import styles from './more.module.css';

export function WeddingFields() {
	const { say, locale } = useWords();
	const meta = useView(({ plan }) => plan.meta);
	const set = useEdit('meta', 'meta');
	const { isLocked, isReadOnly, reasons } = useRights('meta', 'meta');
	return (
		<div className={styles['stack']}>
			<TextField
				label={say.more.name}
				value={meta.name}
				commit={(name) => name.trim() && set({ name })}
				isLocked={isLocked('name')}
			/>
			<FieldPair>
				<TextField
					label={say.more.date}
					type="date"
					value={meta.date ?? ''}
					show={(text) => dateWords(text, locale)}
					commit={(date) => set({ date: date === '' ? null : date })}
					isLocked={isLocked('date')}
				/>
				<TextField
					label={say.more.zone}
					value={meta.timeZone}
					commit={(timeZone) => set({ timeZone })}
					isLocked={isLocked('timeZone')}
				/>
			</FieldPair>
			<TextField
				label={say.more.place}
				value={meta.place ?? ''}
				commit={(place) => set({ place })}
				isLocked={isLocked('place')}
			/>
			<ColourField
				label={say.more.accent}
				value={meta.accent}
				colours={palette}
				commit={(accent) => set({ accent })}
				isLocked={isLocked('accent')}
			/>
			<Why reasons={reasons} label={isReadOnly ? undefined : say.rights.partly} />
		</div>
	);
}
