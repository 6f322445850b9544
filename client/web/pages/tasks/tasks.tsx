/** All tasks by when they are due; quick to add, quick to tick. */
import { lazy, Suspense, useState } from 'react';
import { newId } from '../../../../shared/ids.ts';
import { useDevice, useNow } from '../../../react/device.ts';
import { useMayCreate } from '../../../react/use-may.ts';
import { useView, useWedding } from '../../../react/use-view.ts';
import { Button } from '../../components/button.tsx';
import { Empty } from '../../components/empty.tsx';
import { Page, Section } from '../../components/page.tsx';
import { QuickAdd } from '../../components/quick-add.tsx';
import { Segments } from '../../components/segments.tsx';
import { Why } from '../../components/why.tsx';
import { walkLines } from '../../list-keys.ts';
import { useWords } from '../../messages/messages.ts';
import { useAct } from '../../use-act.ts';
import { useGlide } from '../../use-glide.ts';
import { useRecordRoute } from '../../use-record-route.ts';
import { dateOf, END_OF_DAY, localNow, monthWords } from '../../wording.ts';
import { type GroupName, type TaskFilter, type TaskGroup, taskFilters } from './task-groups.ts';
import { TaskRow } from './task-row.tsx';
import styles from './tasks.module.css';
import { useOpenCounts, useTaskGroups } from './use-task-list.ts';

export function TasksPage() {
	const { say } = useWords();
	const [filter, setFilter] = useState<TaskFilter>('all');
	const route = useRecordRoute('/tasks');
	const zone = useView(({ plan }) => plan.meta.timeZone);
	const now = localNow(useNow(60_000), zone);
	const person = useWedding().person.id;
	const groups = useTaskGroups({ filter, person, now });
	const list = useGlide<HTMLDivElement>(groups, filter);
	const counts = useOpenCounts({ person, now });
	const progress = useView(({ plan }) =>
		say.now.progress(plan.tasks.filter(({ status }) => status === 'done').length, plan.tasks.length),
	);
	const empty = { all: say.tasks.empty, mine: say.tasks.emptyMine, today: say.tasks.emptyToday }[filter];
	return (
		<Page
			title={say.tasks.title}
			sub={progress}
			action={
				<Segments
					label={say.tasks.filter}
					value={filter}
					choose={setFilter}
					options={taskFilters.map((value) => ({ value, name: say.tasks[value], count: counts[value] }))}
				/>
			}
			panel={
				route.id === undefined ? undefined : (
					<Suspense>
						<TaskPanel id={route.id} close={route.close} />
					</Suspense>
				)
			}
		>
			<AddTask filter={filter} now={now} />
			{groups.every(({ name }) => name === 'done') && <Empty text={empty} />}
			<div ref={list} onKeyDown={walkLines}>
				{groups.map((group) => (
					<Group key={group.name} group={group} now={now} route={route} />
				))}
			</div>
		</Page>
	);
}

function Group({
	group: { name, ids },
	now,
	route,
}: {
	readonly group: TaskGroup;
	readonly now: string;
	readonly route: ReturnType<typeof useRecordRoute>;
}) {
	const { say, locale } = useWords();
	const [isShown, setShown] = useState(false);
	if (name === 'done' && !isShown) {
		return (
			<Button look="plain" className={styles['more']} onClick={() => setShown(true)}>
				{say.tasks.showDone(ids.length)}
			</Button>
		);
	}
	return (
		<Section title={isMonth(name) ? monthWords(name, locale) : say.tasks.groups[name]} count={ids.length}>
			<ul>
				{ids.map((id) => (
					<TaskRow key={id} id={id} href={route.hrefOf(id)} now={now} isOpen={route.id === id} />
				))}
			</ul>
		</Section>
	);
}

const isMonth = (name: GroupName): name is `${number}-${number}` => /^\d/.test(name);

/** Written down while looking at one's own tasks, it is one's own; while looking at today's, it is due today. */
function AddTask({ filter, now }: { readonly filter: TaskFilter; readonly now: string }) {
	const { say } = useWords();
	const { random } = useDevice();
	const person = useWedding().person.id;
	const act = useAct();
	const answer = useMayCreate('tasks');
	if (!answer.may) return <Why reasons={[answer.reason]} label={say.rights.ownOnly} />;
	const add = (title: string) =>
		act(
			'tasks.create',
			{
				id: newId(random),
				title,
				...(filter === 'mine' ? { owner: person } : {}),
				...(filter === 'today' ? { due: `${dateOf(now)}T${END_OF_DAY}` } : {}),
			},
			{ text: say.tasks.added(title), undo: true },
		);
	return (
		<QuickAdd
			label={say.tasks.add}
			placeholder={say.tasks.addPlaceholder}
			submit={say.tasks.addSubmit}
			add={add}
		/>
	);
}

/** Not needed to see the list; kept by the worker for when there is no network. */
const TaskPanel = lazy(() => import('./task-panel.tsx').then((module) => ({ default: module.TaskPanel })));
