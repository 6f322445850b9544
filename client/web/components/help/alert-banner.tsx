/** Somebody calls for help or has something to say, with the one answer they wait for; or one's own call, with who has seen it. */
import { Megaphone, Siren } from 'lucide-react';
import { Link } from 'wouter';
import { useParts } from '../../app-parts.ts';
import { useWords } from '../../messages/messages.ts';
import { ackAlert, type Alert, closeAlert } from '../../relay/alerts.ts';
import { hourWords } from '../../wording.ts';
import { Button } from '../button.tsx';
import styles from './help.module.css';
import { countWords } from './count-words.ts';
import { useAnswer } from './use-answer.ts';

export function AlertBanner({
	wedding,
	alert,
	isOwn,
	hasList,
	again,
	putAway,
}: {
	readonly wedding: string;
	readonly alert: Alert;
	readonly isOwn: boolean;
	/** All calls stand on a page that this person has. */
	readonly hasList: boolean;
	readonly again: () => void;
	readonly putAway: () => void;
}) {
	const words = useWords();
	const { say, locale } = words;
	const { relay } = useParts();
	const { text, place, by, at, urgency } = alert;
	const name = by.name ?? say.help.somebody;
	const isHelp = urgency === 'emergency';
	const { answer, isWorking } = useAnswer(again);
	const Icon = isHelp ? Siren : Megaphone;
	const lead = isOwn ? say.help.yours : isHelp ? say.help.calls(name) : say.help.announces(name);
	return (
		<section
			className={isHelp && !isOwn ? styles['banner'] : `${styles['banner']} ${styles['said']}`}
			role={isOwn ? 'status' : 'alert'}
			aria-label={lead}
		>
			<Icon size={22} aria-hidden />
			<div className={styles['words']}>
				<span>{lead}</span>
				<q>{text}</q>
				<small>
					{place !== undefined && place !== '' && `${place} · `}
					{hourWords(at, locale)} · {countWords(alert, words)}
				</small>
			</div>
			<div className={styles['answer']}>
				{isOwn ? (
					<Button
						disabled={isWorking}
						onClick={() => void answer(closeAlert(relay, wedding, alert.id), say.help.closed)}
					>
						{say.help.done}
					</Button>
				) : (
					<Button
						look="main"
						disabled={isWorking}
						onClick={() =>
							void answer(ackAlert(relay, wedding, alert.id), isHelp ? say.help.coming(name) : say.help.acked)
						}
					>
						{isHelp ? say.help.come : say.help.ack}
					</Button>
				)}
				{isHelp && !isOwn && (
					// That it stood here is known by now: nothing more is said by putting it away.
					<Button onClick={putAway}>{say.help.ack}</Button>
				)}
				{hasList && (
					<Link href="/alerts" className={styles['more']}>
						{say.pages.alerts}
					</Link>
				)}
			</div>
		</section>
	);
}
