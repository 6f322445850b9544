/** One line of the inbox, and those about the same record folded under it. */
import { Bell, Check, type LucideIcon, ShieldAlert } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { usePerson, useWedding } from '../../../react/use-view.ts';
import { useParts } from '../../app-parts.ts';
import { Button } from '../../components/button.tsx';
import { Disc } from '../../components/disc.tsx';
import { Photo } from '../../components/photo.tsx';
import rowStyles from '../../components/row.module.css';
import { useFaultWords } from '../../fault-words.ts';
import { useInbox } from '../../inbox-parts.tsx';
import { useWords } from '../../messages/messages.ts';
import { pathInside, recordPath } from '../../record-path.ts';
import type { Notification } from '../../relay/notifications.ts';
import { hourWords, momentWords } from '../../wording.ts';
import { asks, type Fold, idsOf, isUnread } from './inbox-groups.ts';
import styles from './inbox.module.css';
import { WhyTold } from './why-told.tsx';

export function InboxRow({ fold, isToday }: { readonly fold: Fold; readonly isToday: boolean }) {
	const { say } = useWords();
	const { head, rest } = fold;
	const unread = [head, ...rest].some(isUnread);
	const looks = [rowStyles['row'], styles['row'], unread ? styles['unread'] : ''].filter(Boolean).join(' ');
	return (
		<li className={looks} data-notices={idsOf(fold).join(' ')}>
			<Front notice={head} />
			<div className={rowStyles['body']}>
				<Line fold={fold} isUnread={unread} />
				<p className={styles['text']}>{head.body}</p>
				<div className={rowStyles['meta']}>
					<When at={head.at} isToday={isToday} />
					<WhyTold id={head.id} />
				</div>
				<Acknowledge notice={head} />
				{rest.length > 0 && (
					<details className={styles['rest']}>
						<summary>{say.inbox.more(rest.length)}</summary>
						<ul>
							{rest.map((one) => (
								<li key={one.id}>
									<span>{one.title}</span> <When at={one.at} isToday={isToday} />
								</li>
							))}
						</ul>
					</details>
				)}
			</div>
			<div className={rowStyles['end']}>
				{head.photo !== undefined && <Photo sha256={head.photo} alt={say.inbox.photo(head.title)} />}
				<span className={styles['dot']} aria-hidden />
			</div>
		</li>
	);
}

function Line({ fold, isUnread: unread }: { readonly fold: Fold; readonly isUnread: boolean }) {
	const { say } = useWords();
	const inbox = useInbox();
	const wedding = useWedding();
	const { record, link, title, id } = fold.head;
	const href =
		(record === undefined ? undefined : recordPath(record)) ??
		(link === undefined ? undefined : pathInside(link, wedding.id, location.origin)) ??
		'/inbox';
	return (
		<Link href={href} className={rowStyles['link']} data-line={id} onClick={() => inbox.read(idsOf(fold))}>
			{unread && <span className="heard-only">{say.inbox.badge}: </span>}
			<span className={rowStyles['title']}>{title}</span>
		</Link>
	);
}

function Front({ notice: { actor, priority } }: { readonly notice: Notification }) {
	const person = usePerson(actor?.id);
	if (priority === 'emergency') return <Glyph icon={ShieldAlert} isBad />;
	if (actor === undefined) return <Glyph icon={Bell} />;
	return <Disc face={{ id: actor.id, name: actor.name, colour: person?.colour }} isDecorative />;
}

function Glyph({ icon: Icon, isBad = false }: { readonly icon: LucideIcon; readonly isBad?: boolean }) {
	return (
		<span className={isBad ? `${styles['glyph']} ${styles['bad']}` : styles['glyph']} aria-hidden>
			<Icon size={18} />
		</span>
	);
}

function When({ at, isToday }: { readonly at: number; readonly isToday: boolean }) {
	const { locale } = useWords();
	return (
		<time dateTime={new Date(at).toISOString()}>
			{isToday ? hourWords(at, locale) : momentWords(at, locale)}
		</time>
	);
}

/** Others rely on it: shown as done only when the relay has it. */
function Acknowledge({ notice }: { readonly notice: Notification }) {
	const { say } = useWords();
	const { notices } = useParts();
	const inbox = useInbox();
	const faultWords = useFaultWords();
	const [isWorking, setWorking] = useState(false);
	if (notice.needsAck !== true) return null;
	const answers = new Map([
		['emergency', say.help.come],
		['announcement', say.help.ack],
	]);
	if (!asks(notice)) {
		return (
			<p className={styles['acked']}>
				<Check size={15} aria-hidden /> {say.inbox.acked}
			</p>
		);
	}
	const acknowledge = async () => {
		setWorking(true);
		const answer = await inbox.ack(notice.id);
		setWorking(false);
		if (answer.ok) return;
		const isAway = answer.error.code === 'unreachable';
		notices.say({ text: isAway ? say.inbox.ackFault : faultWords(answer.error), tone: 'bad' });
	};
	return (
		<div className={`${styles['ack']} ${rowStyles['above']}`}>
			<Button look="main" disabled={isWorking} onClick={() => void acknowledge()}>
				<Check size={18} aria-hidden /> {answers.get(notice.kind) ?? say.inbox.ack}
			</Button>
		</div>
	);
}
