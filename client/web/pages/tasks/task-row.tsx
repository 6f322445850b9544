/** One task as a line: ticked with one tap, opened with another. Rendered again only when this task changed. */
import { Check, Flag, Hand, Hourglass, Scale } from 'lucide-react';
import { memo } from 'react';
import { Link } from 'wouter';
import type { Task } from '../../../../shared/document/schema.ts';
import { useMay } from '../../../react/use-may.ts';
import { useConflicts, usePerson, useTask, useView } from '../../../react/use-view.ts';
import { RowFaces } from '../../components/row-faces.tsx';
import rowStyles from '../../components/row.module.css';
import { useWords } from '../../messages/messages.ts';
import { useAct } from '../../use-act.ts';
import { useGlow } from '../../use-glow.ts';
import { dueWords } from '../../wording.ts';
import { isOverdue } from './task-groups.ts';
import styles from './task-row.module.css';

export const TaskRow = memo(function TaskRow({
	id,
	href,
	now,
	isOpen = false,
}: {
	readonly id: string;
	readonly href: string;
	readonly now: string;
	readonly isOpen?: boolean;
}) {
	const { say } = useWords();
	const task = useTask(id);
	const owner = usePerson(task?.owner);
	const line = useGlow<HTMLLIElement>(id, task);
	if (task === undefined) return null;
	return (
		<li ref={line} className={isOpen ? `${rowStyles['row']} ${rowStyles['open']}` : rowStyles['row']}>
			<Tick task={task} />
			<div className={rowStyles['body']}>
				<Link href={href} className={rowStyles['link']} data-line={id} aria-current={isOpen || undefined}>
					<span className={`${rowStyles['title']} ${task.status === 'done' ? styles['done'] : ''}`}>
						{task.title}
					</span>
				</Link>
				<Facts task={task} now={now} />
			</div>
			<div className={rowStyles['end']}>
				<RowFaces root="tasks" id={id} owner={owner} nobody={say.tasks.nobody} />
			</div>
		</li>
	);
});

function Tick({ task }: { readonly task: Task }) {
	const { say } = useWords();
	const act = useAct();
	const mayTick = useMay('tasks', task.id, 'status').may;
	const toggle = (isDone: boolean) =>
		act(
			'tasks.change',
			{ id: task.id, status: isDone ? 'done' : 'todo' },
			{ text: isDone ? say.tasks.done(task.title) : say.tasks.reopened(task.title), undo: true },
		);
	if (!mayTick) {
		const isDone = task.status === 'done';
		const state = say.taskStatuses[task.status ?? 'todo'];
		return (
			<span className={styles['read']} role="img" aria-label={state} title={state}>
				{isDone ? <Check size={17} aria-hidden /> : <span className={styles['dot']} />}
			</span>
		);
	}
	return (
		<label className={styles['tick']}>
			<input
				type="checkbox"
				aria-label={say.tasks.tick(task.title)}
				checked={task.status === 'done'}
				onChange={(event) => toggle(event.currentTarget.checked)}
			/>
			<span className={styles['ring']} aria-hidden>
				<Check size={15} />
			</span>
		</label>
	);
}

function Facts({ task, now }: { readonly task: Task; readonly now: string }) {
	const words = useWords();
	const { say } = words;
	const conflicts = useConflicts('tasks', task.id);
	const waiting = useView(
		({ tasks }) => task.dependsOn.filter((id) => (tasks.get(id)?.status ?? 'done') !== 'done').length,
	);
	const isOpen = task.status !== 'done';
	return (
		<div className={rowStyles['meta']}>
			{conflicts.length > 0 && (
				<span className={rowStyles['badge']}>
					<Scale size={13} aria-hidden /> {say.conflict.badge}
				</span>
			)}
			{task.due !== undefined && (
				<span className={isOverdue(task, now) ? styles['overdue'] : undefined}>
					{dueWords(task.due, now, words)}
				</span>
			)}
			{isOpen && task.priority === 'high' && (
				<span className={styles['high']}>
					<Flag size={13} aria-hidden /> {say.tasks.high}
				</span>
			)}
			{task.status === 'blocked' && (
				<span className={styles['blocked']}>
					<Hand size={13} aria-hidden /> {say.tasks.blocked}
				</span>
			)}
			{task.status === 'doing' && <span>{say.tasks.doing}</span>}
			{isOpen && waiting > 0 && (
				<span>
					<Hourglass size={12} aria-hidden /> {say.tasks.waitsFor(waiting)}
				</span>
			)}
			{task.category !== undefined && <span>{task.category}</span>}
		</div>
	);
}
