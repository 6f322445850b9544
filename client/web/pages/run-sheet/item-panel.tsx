/** One moment of the day, opened: when, how long, where, whose, and moving it together with what hangs on it. */
import { type TimelineItem, timelineKinds, timelineStates } from '../../../../shared/document/schema.ts';
import { sameList } from '../../../react/steady.ts';
import { useItem, useView } from '../../../react/use-view.ts';
import { SelectField, StepField, SwitchField } from '../../components/choice-field.tsx';
import { ConflictCards } from '../../components/conflict-card.tsx';
import { DeleteButton } from '../../components/delete-button.tsx';
import { FieldPair } from '../../components/field.tsx';
import { Helpers } from '../../components/also-helping.tsx';
import { PersonField } from '../../components/person-field.tsx';
import { Gone, RecordPanel } from '../../components/record-panel.tsx';
import { Segments } from '../../components/segments.tsx';
import { HeadingField, NoteField, TextField } from '../../components/text-field.tsx';
import { useWords } from '../../messages/messages.ts';
import { useAct } from '../../use-act.ts';
import { useEdit } from '../../use-edit.ts';
import { ShiftBox } from './shift-box.tsx';
import { StartFields } from './start-fields.tsx';

export function ItemPanel({ id, close }: { readonly id: string; readonly close: () => void }) {
	const { say } = useWords();
	const item = useItem(id);
	return (
		<RecordPanel root="timeline" id={id} kind={say.runSheet.item} close={close}>
			{item === undefined ? <Gone text={say.runSheet.gone} /> : <Fields item={item} close={close} />}
		</RecordPanel>
	);
}

function Fields({ item, close }: { readonly item: TimelineItem; readonly close: () => void }) {
	const { say } = useWords();
	const act = useAct();
	const { id } = item;
	const set = useEdit('timeline', id);
	return (
		<>
			<HeadingField label={say.fields.title} value={item.title} commit={(title) => set({ title })} />
			<ConflictCards root="timeline" id={id} />
			<StartFields item={item} commit={(start) => set({ start })} />
			<StepField label={say.fields.minutes} value={item.minutes} commit={(minutes) => set({ minutes })} />
			{item.start !== undefined && <ShiftBox id={id} />}
			<TextField label={say.fields.place} value={item.place ?? ''} commit={(place) => set({ place })} />
			<PersonField
				label={say.fields.owner}
				value={item.owner}
				nobody={say.tasks.nobody}
				commit={(owner) => set({ owner })}
			/>
			<Kind item={item} set={set} />
			<FieldPair>
				<Group value={item.group ?? ''} commit={(group) => set({ group: group || null })} />
				<SelectField
					label={say.fields.state}
					value={item.state ?? 'planned'}
					options={timelineStates.map((value) => [value, say.states[value]] as const)}
					commit={(state) => set({ state })}
				/>
			</FieldPair>
			<SwitchField
				label={say.fields.visibility}
				value={item.visibility === 'guests'}
				commit={(isSeen) => set({ visibility: isSeen ? 'guests' : 'team' })}
			/>
			<NoteField
				label={say.fields.notes}
				value={item.notes}
				commit={(text) => act('timeline.setNotes', { id, text })}
			/>
			<Helpers root="timeline" id={id} />
			<div>
				<DeleteButton root="timeline" id={id} title={item.title} close={close} />
			</div>
		</>
	);
}

function Kind({ item, set }: { readonly item: TimelineItem; readonly set: (values: object) => void }) {
	const { say } = useWords();
	return (
		<div>
			<Segments
				isLabelShown
				label={say.fields.kind}
				value={item.kind}
				options={timelineKinds.map((value) => ({ value, name: say.kinds[value] }))}
				choose={(kind) => set({ kind })}
			/>
			<p className="hint">{say.kindHints[item.kind]}</p>
			{item.kind === 'flexible' && (
				<StepField
					label={say.fields.minMinutes}
					value={item.minMinutes}
					commit={(minMinutes) => set({ minMinutes })}
				/>
			)}
		</div>
	);
}

function Group({ value, commit }: { readonly value: string; readonly commit: (text: string) => void }) {
	const { say } = useWords();
	const known = useView(
		({ plan }) => [...new Set(plan.timeline.flatMap(({ group }) => group ?? []))],
		sameList,
	);
	return (
		<>
			<TextField
				label={say.fields.group}
				value={value}
				list="day-groups"
				commit={(text) => commit(text.trim())}
			/>
			<datalist id="day-groups">
				{known.map((name) => (
					<option key={name} value={name} />
				))}
			</datalist>
		</>
	);
}
