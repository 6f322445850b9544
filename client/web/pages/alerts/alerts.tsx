/** Calls for help and announcements: said to everybody or to some, each with who has seen it, settled when it is settled. */
import { Megaphone, Siren } from 'lucide-react';
import { useNow } from '../../../react/device.ts';
import { useView, useWedding } from '../../../react/use-view.ts';
import { useParts } from '../../app-parts.ts';
import { Button } from '../../components/button.tsx';
import { Disc } from '../../components/disc.tsx';
import { Empty } from '../../components/empty.tsx';
import { useAnswer } from '../../components/help/use-answer.ts';
import { HelpButton } from '../../components/help/help-button.tsx';
import { countWords } from '../../components/help/count-words.ts';
import { SeenBy } from '../../components/help/seen-by.tsx';
import { Page, Section } from '../../components/page.tsx';
import { useFaultWords } from '../../fault-words.ts';
import { useAlerts } from '../../inbox-parts.tsx';
import { useAllWords } from '../../messages/all-words.ts';
import { ackAlert, type Alert, closeAlert } from '../../relay/alerts.ts';
import { agoWords } from '../../wording.ts';
import styles from './alerts.module.css';
import { Announce } from './announce.tsx';
import { useAlertRights } from './use-alert-rights.ts';

export function AlertsPage() {
	const { say } = useAllWords();
	const wedding = useWedding();
	const { value, fault } = useAlerts();
	const { mayAnnounce } = useAlertRights();
	const faultWords = useFaultWords();
	const open = (value ?? []).filter(({ closedAt }) => closedAt === undefined);
	const past = (value ?? []).filter(({ closedAt }) => closedAt !== undefined);
	return (
		<Page title={say.pages.alerts} sub={say.announce.explain}>
			<div className={styles['help']}>
				<HelpButton wedding={wedding.id} />
			</div>
			{mayAnnounce && <Announce />}
			{fault !== undefined && <p className={styles['quiet']}>{faultWords(fault)}</p>}
			{value !== undefined && value.length === 0 && <Empty text={say.announce.none} />}
			{open.length > 0 && <Alerts title={say.announce.open} alerts={open} />}
			{past.length > 0 && <Alerts title={say.announce.past} alerts={past} />}
		</Page>
	);
}

function Alerts({ title, alerts }: { readonly title: string; readonly alerts: readonly Alert[] }) {
	return (
		<Section title={title} count={alerts.length}>
			<div className={styles['list']}>
				{alerts.map((alert) => (
					<Card key={alert.id} alert={alert} />
				))}
			</div>
		</Section>
	);
}

function Card({ alert }: { readonly alert: Alert }) {
	const words = useAllWords();
	const { say } = words;
	const person = useView(({ people }) => people.get(alert.by.person));
	const now = useNow(30_000);
	const name = person?.name ?? alert.by.name ?? say.help.somebody;
	const isHelp = alert.urgency === 'emergency';
	const Icon = isHelp ? Siren : Megaphone;
	return (
		<article
			className={isHelp ? `${styles['card']} ${styles['call']}` : styles['card']}
			aria-label={alert.text}
		>
			<p className={styles['kind']}>
				<Icon size={17} aria-hidden /> {isHelp ? say.announce.call : say.announce.announcement}
				<time>{agoWords(now - alert.at, words)}</time>
			</p>
			<p className={styles['text']}>{alert.text}</p>
			<p className={styles['by']}>
				<Disc face={{ id: alert.by.person, name, colour: person?.colour }} size="small" isDecorative /> {name}
				{alert.place !== undefined && alert.place !== '' && <span>· {alert.place}</span>}
			</p>
			<details className={styles['seen']}>
				<summary>{countWords(alert, words)}</summary>
				<SeenBy alert={alert} />
			</details>
			{alert.closedAt === undefined && <Answers alert={alert} />}
		</article>
	);
}

function Answers({ alert }: { readonly alert: Alert }) {
	const { say } = useAllWords();
	const { relay } = useParts();
	const wedding = useWedding();
	const self: string = wedding.person.id;
	const { answer, isWorking } = useAnswer(useAlerts().again);
	const { decides } = useAlertRights();
	const isOwn = alert.by.person === self;
	const mayAck = !isOwn && !alert.ackedBy.some(({ person }) => person === self);
	const mayClose = isOwn || decides;
	return (
		<div className={styles['buttons']}>
			{mayAck && (
				<Button
					look="main"
					disabled={isWorking}
					onClick={() => void answer(ackAlert(relay, wedding.id, alert.id), say.help.acked)}
				>
					{alert.urgency === 'emergency' ? say.help.come : say.help.ack}
				</Button>
			)}
			{mayClose && (
				<Button
					disabled={isWorking}
					onClick={() => void answer(closeAlert(relay, wedding.id, alert.id), say.announce.closed)}
				>
					{say.announce.close}
				</Button>
			)}
		</div>
	);
}
