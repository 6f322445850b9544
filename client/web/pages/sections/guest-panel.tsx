/** One guest, or one table, opened. */
import type { GuestList } from '../../../../shared/document/private-sections.ts';
import { answers, type Guest, type Table } from '../../../../shared/document/schema.ts';
import { useRights } from '../../../react/use-may.ts';
import { SelectField } from '../../components/choice-field.tsx';
import { ConflictCard } from '../../components/conflict-card.tsx';
import { DeleteButton } from '../../components/delete-button.tsx';
import { Gone, RecordPanel } from '../../components/record-panel.tsx';
import { Segments } from '../../components/segments.tsx';
import { HeadingField, TextField } from '../../components/text-field.tsx';
import { Why } from '../../components/why.tsx';
import { useWords } from '../../messages/messages.ts';
import { laidTables } from './seating.ts';
import { conflictsOf, useSectionEdit } from './use-section-edit.ts';

export function GuestPanel({
	id,
	view,
	close,
}: {
	readonly id: string;
	readonly view: GuestList;
	readonly close: () => void;
}) {
	const { say } = useWords();
	const guest = view.guests.find((one) => one.id === id);
	return (
		<RecordPanel root="guests" id={id} kind={say.guests.guest} close={close}>
			{guest === undefined ? (
				<Gone text={say.sections.gone} />
			) : (
				<GuestFields guest={guest} view={view} close={close} />
			)}
		</RecordPanel>
	);
}

function GuestFields({
	guest: { id, name, party, rsvp, diet, table },
	view,
	close,
}: {
	readonly guest: Guest;
	readonly view: GuestList;
	readonly close: () => void;
}) {
	const { say } = useWords();
	const set = useSectionEdit({ root: 'guests', id, conflicts: view.conflicts });
	const { isLocked, reasons, isReadOnly } = useRights('guests', id);
	const tables = laidTables(view).map(
		(laid) => [laid.table.id as string, say.guests.option(laid.table.name, laid.free)] as const,
	);
	return (
		<>
			<HeadingField
				label={say.fields.name}
				value={name}
				commit={(next) => set({ name: next })}
				isLocked={isLocked('name')}
			/>
			{conflictsOf(view.conflicts, 'guests', id).map((conflict) => (
				<ConflictCard
					key={conflict.field}
					conflict={conflict}
					nameOf={(value) => view.tables.find((one) => one.id === value)?.name}
				/>
			))}
			<Segments
				isLabelShown
				label={say.fields.rsvp}
				value={rsvp ?? 'open'}
				options={answers.map((value) => ({ value, name: say.guests.answers[value] }))}
				choose={(next) => set({ rsvp: next })}
				isLocked={isLocked('rsvp')}
			/>
			<TextField
				label={say.fields.party}
				value={party ?? ''}
				commit={(next) => set({ party: next.trim() || null })}
				isLocked={isLocked('party')}
			/>
			<TextField
				label={say.fields.diet}
				value={diet ?? ''}
				placeholder={say.guests.dietPlaceholder}
				commit={(next) => set({ diet: next.trim() || null })}
				isLocked={isLocked('diet')}
			/>
			<SelectField<string>
				label={say.fields.table}
				value={table ?? ''}
				options={[['', say.guests.noTable] as const, ...tables]}
				commit={(next) => set({ table: next === '' ? null : next })}
				isLocked={isLocked('table')}
			/>
			<Why reasons={reasons} label={isReadOnly ? undefined : say.rights.partly} />
			<div>
				<DeleteButton root="guests" id={id} title={name} close={close} />
			</div>
		</>
	);
}

export function TablePanel({
	table: { id, name, seats },
	view,
	close,
}: {
	readonly table: Table;
	readonly view: GuestList;
	readonly close: () => void;
}) {
	const { say } = useWords();
	const set = useSectionEdit({ root: 'tables', id, conflicts: view.conflicts });
	const { isLocked, reasons, isReadOnly } = useRights('tables', id);
	return (
		<RecordPanel root="tables" id={id} kind={say.fields.table} close={close}>
			<HeadingField
				label={say.fields.name}
				value={name}
				commit={(next) => set({ name: next })}
				isLocked={isLocked('name')}
			/>
			<TextField
				label={say.fields.seats}
				type="number"
				value={seats === undefined ? '' : String(seats)}
				commit={(next) => set({ seats: Number.parseInt(next, 10) || null })}
				isLocked={isLocked('seats')}
			/>
			<Why reasons={reasons} label={isReadOnly ? undefined : say.rights.partly} />
			<div>
				<DeleteButton root="tables" id={id} title={name} close={close} />
			</div>
		</RecordPanel>
	);
}
