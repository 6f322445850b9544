/** The day for guests: whose, when, where, and what happens; the only thing a guest sees. There without a network, too. */
import { MapPin } from 'lucide-react';
import { useEffect } from 'react';
import { Link } from 'wouter';
import { useNow } from '../../../react/device.ts';
import { Empty } from '../../components/empty.tsx';
import { HelpButton } from '../../components/help/help-button.tsx';
import { NoticeBar } from '../../components/notice-bar.tsx';
import { useFaultWords } from '../../fault-words.ts';
import { useWords } from '../../messages/messages.ts';
import type { Session } from '../../../sdk/session.ts';
import type { Programme, ProgrammeItem } from '../../relay/programme.ts';
import { useRoleKept } from '../../use-own-role.ts';
import { agoWords, clockParts, countdownWords, dateWords, daysBetween, localNow } from '../../wording.ts';
import nowStyles from '../now/now.module.css';
import { SystemPage } from '../system.tsx';
import { GuestAlerts } from './guest-alerts.tsx';
import { GuestDevice } from './guest-device.tsx';
import styles from './programme.module.css';
import { programmeDays } from './programme-day.ts';
import { useProgramme } from './use-programme.ts';

export function ProgrammePage({ session }: { readonly session: Session }) {
	const { say } = useWords();
	useRoleKept(session.wedding);
	const { kept, fault } = useProgramme(session.wedding);
	const faultWords = useFaultWords();
	if (kept === undefined) {
		return fault === undefined ? (
			<main aria-busy aria-label={say.system.opening} />
		) : (
			<SystemPage title={say.programme.none} hint={faultWords(fault)} />
		);
	}
	return (
		<main className={styles['page']}>
			<GuestAlerts session={session} />
			<Day programme={kept.programme} />
			<Freshness at={kept.at} isStale={fault !== undefined} />
			<div className={styles['help']}>
				<HelpButton wedding={session.wedding} />
			</div>
			<GuestDevice session={session} />
			<NoticeBar />
		</main>
	);
}

function Day({ programme }: { readonly programme: Programme }) {
	const { say, locale } = useWords();
	const { name, date, place, timeZone, items } = programme;
	const local = localNow(useNow(20_000), timeZone);
	const days = programmeDays(items, local);
	useEffect(() => {
		document.title = `${say.programme.title} · ${name}`;
	}, [say, name]);
	return (
		<article>
			<header className={`${nowStyles['hero']} ${styles['hero']}`}>
				<p className={styles['invited']}>{say.programme.welcome}</p>
				<h1>{name}</h1>
				{date !== undefined && <p className={styles['date']}>{dateWords(date, locale)}</p>}
				{place !== undefined && place !== '' && (
					<p className={styles['place']}>
						<MapPin size={17} aria-hidden /> {place}
					</p>
				)}
				<Countdown date={date} local={local} />
				<span className={nowStyles['ornament']} aria-hidden>
					<i />
				</span>
			</header>
			{items.length === 0 && (
				<div className={styles['empty']}>
					<Empty text={say.programme.empty} />
				</div>
			)}
			{days.map((day) => (
				<section
					key={day.date}
					aria-label={day.date === '' ? say.programme.later : dateWords(day.date, locale)}
				>
					{day.date !== date && (
						<h2 className={styles['day']}>
							{day.date === '' ? say.programme.later : dateWords(day.date, locale)}
						</h2>
					)}
					<ol className={styles['items']}>
						{day.items.map(({ item, when }) => (
							<Item key={item.id} item={item} when={when} dayPlace={place} />
						))}
					</ol>
				</section>
			))}
		</article>
	);
}

function Countdown({ date, local }: { readonly date: string | undefined; readonly local: string }) {
	const words = useWords();
	if (date === undefined) return null;
	const days = daysBetween(local, date);
	return (
		<p className={nowStyles['count']}>
			{days > 1 ? (
				<>
					<b>{days}</b> {words.say.countdown.days(days)}
				</>
			) : (
				countdownWords(days, words)
			)}
		</p>
	);
}

/** The place is said where it is another than the day's own. */
function Item({
	item: { title, start, place },
	when,
	dayPlace,
}: {
	readonly item: ProgrammeItem;
	readonly when: 'past' | 'now' | 'ahead';
	readonly dayPlace: string | undefined;
}) {
	const { say, locale } = useWords();
	const { clock, period } = start === undefined ? { clock: '', period: '' } : clockParts(start, locale);
	return (
		<li className={`${styles['item']} ${styles[when]}`} aria-current={when === 'now' ? 'time' : undefined}>
			<time className={styles['time']} dateTime={start}>
				{clock}
				{period !== '' && <small>{period}</small>}
			</time>
			<div>
				<span className={styles['title']}>{title}</span>
				{when === 'now' && <span className={styles['badge']}>{say.programme.now}</span>}
				{place !== undefined && place !== '' && place !== dayPlace && (
					<p className={styles['where']}>{place}</p>
				)}
			</div>
		</li>
	);
}

/** How old what one sees is, in words; and that it is not asked for in vain. */
function Freshness({ at, isStale }: { readonly at: number; readonly isStale: boolean }) {
	const words = useWords();
	const ago = agoWords(useNow(20_000) - at, words);
	return (
		<footer className={styles['foot']}>
			<p role="status">{isStale ? words.say.programme.stale(ago) : words.say.programme.fresh(ago)}</p>
			<Link href="~/" className={styles['link']}>
				{words.say.more.switch}
			</Link>
		</footer>
	);
}
