/** Above every page: somebody calls for help or has something to say, with the one answer they wait for; and one's own call. */
import { Megaphone, Siren } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { useNow } from '../../../react/device.ts';
import { useView, useWedding } from '../../../react/use-view.ts';
import { useParts } from '../../app-parts.ts';
import { useFaultWords } from '../../fault-words.ts';
import { useAlerts } from '../../inbox-parts.tsx';
import { useWords } from '../../messages/messages.ts';
import { ackAlert, type Alert, closeAlert } from '../../relay/alerts.ts';
import type { Result } from '../../../../shared/result.ts';
import type { Fault } from '../../relay/relay.ts';
import { hourWords } from '../../wording.ts';
import { Button } from '../button.tsx';
import { currentAlerts } from './current-alerts.ts';
import styles from './help.module.css';

export function AlertBanners() {
	const { value } = useAlerts();
	const self: string = useWedding().person.id;
	const now = useNow(60_000);
	return currentAlerts(value ?? [], self, now).map((alert) => (
		<Banner key={alert.id} alert={alert} isOwn={alert.by.person === self} />
	));
}

function Banner({ alert, isOwn }: { readonly alert: Alert; readonly isOwn: boolean }) {
	const { say, locale } = useWords();
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
					{hourWords(at, locale)} · {say.help.seenBy(alert.ackedBy.length)}
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
						onClick={() => void answer(ackAlert(relay, wedding.id, alert.id), say.help.acked)}
					>
						{say.help.ack}
					</Button>
				)}
				<Link href="/alerts" className={styles['more']}>
					{say.pages.alerts}
				</Link>
			</div>
		</section>
	);
}

/** Says what the relay made of it, and looks again. */
export function useAnswer() {
	const { notices } = useParts();
	const { again } = useAlerts();
	const faultWords = useFaultWords();
	const [isWorking, setWorking] = useState(false);
	const answer = async (asked: Promise<Result<unknown, Fault>>, said: string) => {
		setWorking(true);
		const done = await asked;
		setWorking(false);
		again();
		notices.say({ text: done.ok ? said : faultWords(done.error), tone: done.ok ? 'calm' : 'bad' });
		return done.ok;
	};
	return { answer, isWorking };
}
