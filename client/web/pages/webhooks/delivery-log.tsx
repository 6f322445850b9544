/** What was sent to a connection: each with its state, and behind a tap what stood in it, how often it was tried and what came back. */
import { RefreshCw } from 'lucide-react';
import { useCallback, useEffect } from 'react';
import { every } from '../../../../shared/clock.ts';
import { useDevice } from '../../../react/device.ts';
import { useWedding } from '../../../react/use-view.ts';
import { useParts } from '../../app-parts.ts';
import { Button } from '../../components/button.tsx';
import { useFaultWords } from '../../fault-words.ts';
import { useAllWords } from '../../messages/all-words.ts';
import { type WebhookDelivery, webhookLog } from '../../relay/webhooks.ts';
import { useAsked } from '../../use-asked.ts';
import { momentWords } from '../../wording.ts';
import styles from './webhooks.module.css';

export function DeliveryLog({ webhook, sent }: { readonly webhook: string; readonly sent: number }) {
	const { say } = useAllWords();
	const { relay } = useParts();
	const { clock } = useDevice();
	const { id } = useWedding();
	const faultWords = useFaultWords();
	const { value, fault, again } = useAsked(
		useCallback(() => webhookLog(relay, id, webhook), [relay, id, webhook]),
	);
	useEffect(() => {
		if (sent > 0) again();
	}, [sent, again]);
	const isUnderWay = value?.some(({ state }) => state === 'pending' || state === 'sending') === true;
	// While something is on its way one wants to see it arrive.
	useEffect(() => (isUnderWay ? every(clock, LOOK_MS, again) : undefined), [isUnderWay, clock, again]);
	return (
		<>
			{fault !== undefined && <p className={styles['quiet']}>{faultWords(fault)}</p>}
			{value?.length === 0 && <p className={styles['quiet']}>{say.webhooks.logNone}</p>}
			<div className={styles['log']}>
				{(value ?? []).map((delivery) => (
					<Delivery key={delivery.id} delivery={delivery} />
				))}
			</div>
			<Button look="plain" onClick={again}>
				<RefreshCw size={17} aria-hidden /> {say.webhooks.again}
			</Button>
		</>
	);
}

function Delivery({ delivery }: { readonly delivery: WebhookDelivery }) {
	const { say, locale } = useAllWords();
	const { state, tries, createdAt, eventType, type, body } = delivery;
	const last = tries.at(-1);
	const isGood = arrived.includes(state);
	const isOver = !['pending', 'sending'].includes(state);
	const looks = isGood ? 'healthy' : isOver ? 'disabled' : 'held';
	return (
		<details>
			<summary>
				<span className={`${styles['pill']} ${styles[looks]}`}>{say.webhooks.states[state] ?? state}</span>
				<code>{eventType ?? type ?? ''}</code>
				<span className={styles['when']}>
					{last?.status != null && `${last.status} · `}
					{say.webhooks.tries(tries.length)}
					{createdAt !== undefined && ` · ${momentWords(createdAt, locale)}`}
				</span>
			</summary>
			<div className={styles['bodies']}>
				<Body title={say.webhooks.sent} text={body ?? last?.request} />
				{tries.map((one, index) => (
					<Body
						key={index}
						title={`${say.webhooks.answer} ${index + 1}: ${one.status ?? one.outcome ?? say.webhooks.noAnswer}`}
						text={one.response ?? one.detail}
					/>
				))}
			</div>
		</details>
	);
}

function Body({ title, text }: { readonly title: string; readonly text: string | null | undefined }) {
	return (
		<figure>
			<figcaption>{title}</figcaption>
			{text != null && text !== '' && (
				<pre role="region" aria-label={title} tabIndex={0}>
					{laidOut(text)}
				</pre>
			)}
		</figure>
	);
}

/** JSON as people read it; what is none as it is. */
function laidOut(text: string): string {
	try {
		return JSON.stringify(JSON.parse(text), undefined, 2);
	} catch {
		// An answer may be anything.
		return text;
	}
}

const arrived: readonly string[] = ['accepted', 'sent', 'delivered', 'seen', 'acked'];
const LOOK_MS = 1_500;
