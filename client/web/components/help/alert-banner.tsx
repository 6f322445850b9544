/** Somebody calls for help or has something to say, with the one answer they wait for; or one's own call, with who has seen it. */
import { Megaphone, Siren } from 'lucide-react';
import { Link } from 'wouter';
import { useView, useWedding } from '../../../react/use-view.ts';
import { useParts } from '../../app-parts.ts';
import { useWords } from '../../messages/messages.ts';
import { ackAlert, type Alert, closeAlert } from '../../relay/alerts.ts';
import { hourWords } from '../../wording.ts';
import { Button } from '../button.tsx';
import styles from './help.module.css';
import { countWords } from './count-words.ts';
import { useAnswer } from './use-answer.ts';

export function AlertBanner({
	alert,
	isOwn,
	putAway,
}: {
	readonly alert: Alert;
	readonly isOwn: boolean;
	readonly putAway: () => void;
}) {
	const words = useWords();
	const { say, locale } = words;
	const wedding = useWedding();
	const { relay } = useParts();
	const { text, place, by, at, urgency } = alert;
	const name = useView(({ people }) => people.get(by.person)?.name ?? by.name ?? say.help.somebody);
	const isHelp = urgency === 'emergency';
	const { answer, isWorking } = useAnswer();
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
					{place !== undefined && place !== '' && `${say.help.at(place)} · `}
					{hourWords(at, locale)} · {countWords(alert, words)}
				</small>
			</div>
			<div className={styles['answer']}>
				{isOwn ? (
					<Button
						disabled={isWorking}
						onClick={() => void answer(closeAlert(relay, wedding.id, alert.id), say.help.closed)}
					>
						{say.help.done}
					</Button>
				) : (
					<Button
						look="main"
						disabled={isWorking}
						onClick={() =>
							void answer(
								ackAlert(relay, wedding.id, alert.id),
								isHelp ? say.help.coming(name) : say.help.acked,
							)
						}
					>
						{isHelp ? say.help.come : say.help.ack}
					</Button>
				)}
				{isHelp && !isOwn && (
					// That it stood here is known by now: nothing more is said by putting it away.
					<Button onClick={putAway}>{say.help.ack}</Button>
				)}
				<Link href="/alerts" className={styles['more']}>
					{say.pages.alerts}
				</Link>
			</div>
		</section>
	);
}
