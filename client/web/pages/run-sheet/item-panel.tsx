/** One moment of the day, opened: when, how long, where, whose, and moving it together with what hangs on it. */
import { type TimelineItem, timelineKinds, timelineStates } from '../../../../shared/document/schema.ts';
import { sameList } from '../../../react/steady.ts';
import { useRights } from '../../../react/use-may.ts';
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
import { Why } from '../../components/why.tsx';
import { useWords } from '../../messages/messages.ts';
import { useAct } from '../../use-act.ts';
import { useEdit } from '../../use-edit.ts';
import { partWords } from '../../value-words.ts';
import { lengthWords } from '../../wording.ts';
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
	const words = useWords();
	const { say } = words;
	const act = useAct();
	const { id } = item;
	const set = useEdit('timeline', id);
	const rights = useRights('timeline', id);
	const { isLocked } = rights;
	return (
		<>
			<HeadingField
				label={say.fields.title}
				value={item.title}
				commit={(title) => set({ title })}
				isLocked={isLocked('title')}
			/>
			<ConflictCards root="timeline" id={id} />
			<StartFields item={item} commit={(start) => set({ start })} isLocked={isLocked('start')} />
			<StepField
				label={isLocked('minutes') ? say.fields.length : say.fields.minutes}
				value={item.minutes}
				commit={(minutes) => set({ minutes })}
				show={(minutes) => lengthWords(minutes, words)}
				isLocked={isLocked('minutes')}
			/>
			{item.start !== undefined && !isLocked('start') && <ShiftBox id={id} />}
			<TextField
				label={say.fields.place}
				value={item.place ?? ''}
				commit={(place) => set({ place })}
				isLocked={isLocked('place')}
			/>
			<PersonField
				label={say.fields.owner}
				value={item.owner}
				nobody={say.tasks.nobody}
				commit={(owner) => set({ owner })}
				isLocked={isLocked('owner')}
			/>
			<Kind item={item} set={set} isLocked={isLocked('kind')} />
			<FieldPair>
				<Group
					value={item.group ?? ''}
					commit={(group) => set({ group: group || null })}
					isLocked={isLocked('group')}
				/>
				<SelectField
					label={say.fields.state}
					value={item.state ?? 'planned'}
					options={timelineStates.map((value) => [value, say.states[value]] as const)}
					commit={(state) => set({ state })}
					isLocked={isLocked('state')}
				/>
			</FieldPair>
			<SwitchField
				label={say.fields.visibility}
				value={item.visibility === 'guests'}
				commit={(isSeen) => set({ visibility: isSeen ? 'guests' : 'team' })}
				isLocked={isLocked('visibility')}
			/>
			<NoteField
				label={say.fields.notes}
				value={item.notes}
				commit={(text) => act('timeline.setNotes', { id, text })}
				isLocked={isLocked('notes')}
			/>
			<Helpers root="timeline" id={id} />
			<Why reasons={rights.reasons} label={rights.isReadOnly ? undefined : say.rights.partly} />
			<div>
				<DeleteButton root="timeline" id={id} title={item.title} close={close} />
			</div>
		</>
	);
}

function Kind({
	item,
	set,
	isLocked,
}: {
	readonly item: TimelineItem;
	readonly set: (values: object) => void;
	readonly isLocked: boolean;
}) {
	const { say } = useWords();
	return (
		<div>
			<Segments
				isLabelShown
				label={say.fields.kind}
				value={item.kind}
				options={timelineKinds.map((value) => ({ value, name: say.kinds[value] }))}
				choose={(kind) => set({ kind })}
				isLocked={isLocked}
			/>
			<p className="hint">{say.kindHints[item.kind]}</p>
			{item.kind === 'flexible' && (
				<StepField
					label={say.fields.minMinutes}
					value={item.minMinutes}
					commit={(minMinutes) => set({ minMinutes })}
					isLocked={isLocked}
				/>
			)}
		</div>
	);
}

function Group({
	value,
	commit,
	isLocked,
}: {
	readonly value: string;
	readonly commit: (text: string) => void;
	readonly isLocked: boolean;
}) {
	const words = useWords();
	const { say } = words;
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
				show={(text) => partWords(text, words)}
				commit={(text) => commit(text.trim())}
				isLocked={isLocked}
			/>
			<datalist id="day-groups">
				{known.map((name) => (
					<option key={name} value={name} />
				))}
			</datalist>
		</>
	);
}
