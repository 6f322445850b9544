/** One task, opened: every field of it, its conflicts, who helps, and the way to delete it. */
import { taskStatuses, priorities, type Task } from '../../../../shared/document/schema.ts';
import { sameList } from '../../../react/steady.ts';
import { useRights } from '../../../react/use-may.ts';
import { useTask, useView } from '../../../react/use-view.ts';
import { ConflictCards } from '../../components/conflict-card.tsx';
import { SelectField } from '../../components/choice-field.tsx';
import { DeleteButton } from '../../components/delete-button.tsx';
import { FieldPair } from '../../components/field.tsx';
import { Helpers } from '../../components/also-helping.tsx';
import { TaskPhotos } from '../../components/photos.tsx';
import { PersonField } from '../../components/person-field.tsx';
import { Gone, RecordPanel } from '../../components/record-panel.tsx';
import { Segments } from '../../components/segments.tsx';
import { HeadingField, NoteField, TextField } from '../../components/text-field.tsx';
import { Why } from '../../components/why.tsx';
import { useWords } from '../../messages/messages.ts';
import { useAct } from '../../use-act.ts';
import { useEdit } from '../../use-edit.ts';
import { dateOf, dateWords, END_OF_DAY, timeOf, timeWords } from '../../wording.ts';

export function TaskPanel({ id, close }: { readonly id: string; readonly close: () => void }) {
	const { say } = useWords();
	const task = useTask(id);
	return (
		<RecordPanel root="tasks" id={id} kind={say.tasks.task} close={close}>
			{task === undefined ? <Gone text={say.tasks.gone} /> : <Fields task={task} close={close} />}
		</RecordPanel>
	);
}

function Fields({ task, close }: { readonly task: Task; readonly close: () => void }) {
	const { say } = useWords();
	const act = useAct();
	const { id } = task;
	const set = useEdit('tasks', id);
	const rights = useRights('tasks', id);
	return (
		<>
			<HeadingField
				label={say.fields.title}
				value={task.title}
				commit={(title) => set({ title })}
				isLocked={rights.isLocked('title')}
			/>
			<ConflictCards root="tasks" id={id} />
			<Segments
				label={say.fields.status}
				value={task.status ?? 'todo'}
				options={taskStatuses.map((value) => ({ value, name: say.taskStatuses[value] }))}
				choose={(status) => set({ status })}
				isLocked={rights.isLocked('status')}
			/>
			<TaskPhotos task={task} />
			<PersonField
				label={say.fields.owner}
				value={task.owner}
				nobody={say.tasks.nobody}
				commit={(owner) => set({ owner })}
				isLocked={rights.isLocked('owner')}
			/>
			<Due task={task} commit={(due) => set({ due })} isLocked={rights.isLocked('due')} />
			<FieldPair>
				<SelectField
					label={say.fields.priority}
					value={task.priority ?? 'normal'}
					options={priorities.map((value) => [value, say.priorities[value]] as const)}
					commit={(priority) => set({ priority })}
					isLocked={rights.isLocked('priority')}
				/>
				<Category
					value={task.category ?? ''}
					commit={(category) => set({ category: category || null })}
					isLocked={rights.isLocked('category')}
				/>
			</FieldPair>
			<NoteField
				label={say.fields.notes}
				value={task.notes}
				commit={(text) => act('tasks.setNotes', { id, text })}
				isLocked={rights.isLocked('notes')}
			/>
			<Helpers root="tasks" id={id} />
			<Why reasons={rights.reasons} label={rights.isReadOnly ? undefined : say.rights.partly} />
			<div>
				<DeleteButton root="tasks" id={id} title={task.title} close={close} />
			</div>
		</>
	);
}

function Due({
	task,
	commit,
	isLocked,
}: {
	readonly task: Task;
	readonly commit: (due: string | null) => void;
	readonly isLocked: boolean;
}) {
	const { say, locale } = useWords();
	const day = task.due === undefined ? '' : dateOf(task.due);
	const time = task.due === undefined ? '' : timeOf(task.due);
	return (
		<FieldPair>
			<TextField
				label={say.fields.due}
				type="date"
				value={day}
				show={(text) => dateWords(text, locale, 'short')}
				commit={(text) => commit(text === '' ? null : `${text}T${time || END_OF_DAY}`)}
				isLocked={isLocked}
			/>
			<TextField
				label={say.fields.dueTime}
				type="time"
				value={time === END_OF_DAY ? '' : time}
				show={(text) => timeWords(`${day}T${text}`, locale)}
				commit={(text) => day !== '' && commit(`${day}T${text || END_OF_DAY}`)}
				isLocked={isLocked}
			/>
		</FieldPair>
	);
}

function Category({
	value,
	commit,
	isLocked,
}: {
	readonly value: string;
	readonly commit: (text: string) => void;
	readonly isLocked: boolean;
}) {
	const { say } = useWords();
	const known = useView(
		({ plan }) => [...new Set(plan.tasks.flatMap(({ category }) => category ?? []))].sort(),
		sameList,
	);
	return (
		<>
			<TextField
				label={say.fields.category}
				value={value}
				list="task-categories"
				commit={(text) => commit(text.trim())}
				isLocked={isLocked}
			/>
			<datalist id="task-categories">
				{known.map((name) => (
					<option key={name} value={name} />
				))}
			</datalist>
		</>
	);
}
