/** Before the day: how long still, what is next for oneself, the day at a glance, and what needs a look. */
import { ChevronRight, CircleCheck, CircleHelp, Clock, FileWarning, Scale } from 'lucide-react';
import { Link } from 'wouter';
import { sameDeep, sameList } from '../../../react/steady.ts';
import { useHandle, useView, useWedding } from '../../../react/use-view.ts';
import { Empty } from '../../components/empty.tsx';
import { Section } from '../../components/page.tsx';
import pageStyles from '../../components/page.module.css';
import { useWords } from '../../messages/messages.ts';
import { countdownWords, dateWords, daysBetween } from '../../wording.ts';
import { Time } from '../run-sheet/sheet-row.tsx';
import { TaskRow } from '../tasks/task-row.tsx';
import styles from './now.module.css';
import { keyMoments, nextTasks, overviewFacts } from './overview-facts.ts';

export function Overview({ local }: { readonly local: string }) {
	return (
		<div className={pageStyles['content']}>
			<Hero local={local} />
			<div className={styles['columns']}>
				<Yours local={local} />
				<div>
					<Standing local={local} />
					<Glance />
				</div>
			</div>
		</div>
	);
}

function Hero({ local }: { readonly local: string }) {
	const words = useWords();
	const { name, date, place } = useView(({ plan }) => plan.meta);
	const days = date === undefined ? undefined : daysBetween(local, date);
	return (
		<header className={styles['hero']}>
			<h1>{name}</h1>
			<p className={styles['when']}>
				{[date === undefined ? undefined : dateWords(date, words.locale), place].filter(Boolean).join(' · ')}
			</p>
			<p className={styles['count']}>
				{days !== undefined && days > 1 ? (
					<>
						<b>{days}</b> {words.say.countdown.days(days)}
					</>
				) : (
					countdownWords(days, words)
				)}
			</p>
			<span className={styles['ornament']} aria-hidden>
				<i />
			</span>
		</header>
	);
}

function Yours({ local }: { readonly local: string }) {
	const { say } = useWords();
	const person = useWedding().person.id;
	const ids = useView(({ plan }) => nextTasks(plan, person), sameList);
	return (
		<Section title={say.now.yours}>
			{ids.length === 0 && <Empty text={say.now.nothingYours} />}
			<ul>
				{ids.map((id) => (
					<TaskRow key={id} id={id} href={`/tasks/${id}`} now={local} />
				))}
			</ul>
			<Link href="/tasks" className={styles['more']}>
				{say.now.allTasks}
			</Link>
		</Section>
	);
}

function Standing({ local }: { readonly local: string }) {
	const { say } = useWords();
	const { done, all, overdue, unanswered } = useView(({ plan }) => overviewFacts(plan, local), sameDeep);
	const conflicts = useView(({ plan }) => plan.conflicts.length);
	const drafts = useHandle((wedding) => wedding.drafts.length);
	return (
		<Section title={say.now.title}>
			<div className={styles['facts']}>
				<div>
					{say.now.progress(done, all)}
					<progress
						className={styles['progress']}
						value={done}
						max={Math.max(1, all)}
						aria-label={say.now.progress(done, all)}
					/>
				</div>
				{overdue > 0 && <Fact icon={Clock} href="/tasks" text={say.now.overdue(overdue)} />}
				{unanswered > 0 && (
					<Fact icon={CircleHelp} href="/assignments" text={say.now.unanswered(unanswered)} />
				)}
				{conflicts > 0 && <Fact icon={Scale} href="/more" text={say.now.decide(conflicts)} />}
				{drafts > 0 && <Fact icon={FileWarning} href="/more" text={say.now.drafts(drafts)} />}
				{overdue + unanswered + conflicts + drafts === 0 && (
					<p className={`${styles['fact']} ${styles['well']}`}>
						<CircleCheck size={19} aria-hidden /> {say.now.allWell}
					</p>
				)}
			</div>
		</Section>
	);
}

function Fact({
	icon: Icon,
	href,
	text,
}: {
	readonly icon: typeof Clock;
	readonly href: string;
	readonly text: string;
}) {
	return (
		<Link href={href} className={`${styles['fact']} ${styles['warn']}`}>
			<Icon size={19} aria-hidden /> {text} <ChevronRight size={18} aria-hidden />
		</Link>
	);
}

function Glance() {
	const { say } = useWords();
	const moments = useView(({ plan }) => keyMoments(plan.timeline), sameList);
	return (
		<Section title={say.now.day}>
			{moments.length === 0 && <Empty text={say.now.dayEmpty} />}
			{moments.map((item) => (
				<Link key={item.id} href={`/run-sheet/${item.id}`} className={styles['glance']}>
					<Time item={item.start === undefined ? {} : { start: item.start }} />
					<span className={styles['glanceTitle']}>{item.title}</span>
				</Link>
			))}
			<Link href="/run-sheet" className={styles['more']}>
				{say.now.openDay}
			</Link>
		</Section>
	);
}
