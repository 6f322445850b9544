/** On the wedding day: the clock, what is going on with its two thumb buttons, what comes next, how late it all runs. */
import { Check, Clock, MapPin, Play } from 'lucide-react';
import { Link } from 'wouter';
import { addMinutes } from '../../../../shared/day/local-time.ts';
import type { TimelineItem } from '../../../../shared/document/schema.ts';
import { sameDeep } from '../../../react/steady.ts';
import { useDevice } from '../../../react/device.ts';
import { useMay } from '../../../react/use-may.ts';
import { usePerson, useView } from '../../../react/use-view.ts';
import { ActivityWord } from '../../components/activity.tsx';
import { Button } from '../../components/button.tsx';
import { Disc } from '../../components/disc.tsx';
import { Section } from '../../components/page.tsx';
import pageStyles from '../../components/page.module.css';
import { useWords } from '../../messages/messages.ts';
import { useAct } from '../../use-act.ts';
import { clockParts, timeWords } from '../../wording.ts';
import { Time } from '../run-sheet/sheet-row.tsx';
import styles from './board.module.css';
import { type DayMoment, dayBoard } from './day-board.ts';
import nowStyles from './now.module.css';

export function Board(at: DayMoment) {
	const { say, locale } = useWords();
	const { running, next, late, isOver } = useView(({ plan }) => dayBoard(plan.timeline, at), sameDeep);
	const { clock, period } = clockParts(at.local, locale);
	return (
		<div className={pageStyles['content']}>
			<h1 className="heard-only">{say.pages.now}</h1>
			<p className={styles['clock']}>
				{clock}
				{period !== '' && <small>{period}</small>}
			</p>
			<p className={styles['lateLine']}>{late !== undefined && <Lateness minutes={late} />}</p>
			{running.map((item) => (
				<Card key={item.id} item={item} />
			))}
			{running.length === 0 && <p className={styles['card']}>{isOver ? say.now.over : say.now.between}</p>}
			{next.length > 0 && (
				<Section title={say.now.next}>
					{next.map((item) => (
						<Link key={item.id} href={`/run-sheet/${item.id}`} className={nowStyles['glance']}>
							<Time item={item} />
							<span className={nowStyles['glanceTitle']}>{item.title}</span>
						</Link>
					))}
					<Link href="/run-sheet" className={nowStyles['more']}>
						{say.now.openDay}
					</Link>
				</Section>
			)}
		</div>
	);
}

function Lateness({ minutes }: { readonly minutes: number }) {
	const { say } = useWords();
	const text = minutes === 0 ? say.now.onTime : minutes > 0 ? say.now.late(minutes) : say.now.early(-minutes);
	return (
		<span className={minutes > 0 ? `${styles['late']} ${styles['behind']}` : styles['late']}>
			{minutes > 0 ? <Clock size={16} aria-hidden /> : <Check size={16} aria-hidden />} {text}
		</span>
	);
}

function Card({ item }: { readonly item: TimelineItem }) {
	const { say, locale } = useWords();
	const { clock } = useDevice();
	const act = useAct();
	const owner = usePerson(item.owner);
	const isRunning = item.state === 'running';
	const mayTap = useMay('timeline', item.id, 'state').may;
	const mayShift = useMay('timeline', item.id, 'start').may;
	const tap = () => {
		const at = new Date(clock.now()).toISOString();
		const values = isRunning ? { state: 'done', actualEnd: at } : { state: 'running', actualStart: at };
		const text = `${isRunning ? say.now.finish : say.now.start}: ${item.title}`;
		act('timeline.change', { id: item.id, ...values }, { text, undo: true });
	};
	const later = () =>
		act('timeline.shift', { id: item.id, minutes: 5 }, { text: say.now.laterFull(item.title), undo: true });
	return (
		<article className={styles['card']}>
			<span className={styles['label']}>{say.now.running}</span>
			<h2>
				<Link href={`/run-sheet/${item.id}`}>{item.title}</Link>
			</h2>
			<div className={styles['facts']}>
				{item.start !== undefined && (
					<span>
						<Clock size={15} aria-hidden />
						{timeWords(item.start, locale)} – {timeWords(addMinutes(item.start, item.minutes ?? 0), locale)}
					</span>
				)}
				{item.place !== undefined && (
					<span>
						<MapPin size={15} aria-hidden /> {item.place}
					</span>
				)}
				{owner !== undefined && (
					<span>
						<Disc face={owner} size="small" isDecorative /> {owner.name}
						<ActivityWord person={owner.id} />
					</span>
				)}
			</div>
			{(mayTap || mayShift) && (
				<div className={styles['thumbs']}>
					{mayTap && (
						<Button look="main" onClick={tap}>
							{isRunning ? <Check size={20} aria-hidden /> : <Play size={20} aria-hidden />}
							{isRunning ? say.now.finish : say.now.start}
						</Button>
					)}
					{mayShift && (
						<Button onClick={later} aria-label={say.now.laterFull(item.title)}>
							{say.now.later}
						</Button>
					)}
				</div>
			)}
		</article>
	);
}
