/** One connection: how it does, trying it, a new secret, sending again, taking it off, and what was sent to it. */
import { ArrowLeft } from 'lucide-react';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import type { Result } from '../../../../shared/result.ts';
import { useDevice } from '../../../react/device.ts';
import { useWedding } from '../../../react/use-view.ts';
import { useParts } from '../../app-parts.ts';
import { Button } from '../../components/button.tsx';
import { SelectField } from '../../components/choice-field.tsx';
import { Empty } from '../../components/empty.tsx';
import { Page, Section } from '../../components/page.tsx';
import { SureButton } from '../../components/sure-button.tsx';
import { useFaultWords } from '../../fault-words.ts';
import { useAllWords } from '../../messages/all-words.ts';
import type { Fault } from '../../relay/relay.ts';
import { deleteWebhook, rotateSecret, tellWebhook, type Webhook } from '../../relay/webhooks.ts';
import { DeliveryLog } from './delivery-log.tsx';
import { nameOf } from './endpoint-name.ts';
import { HealthPill } from './health-pill.tsx';
import { WebhookSettings } from './webhook-settings.tsx';
import { SecretOnce } from './secret-once.tsx';
import styles from './webhooks.module.css';

interface Shown {
	readonly webhook: Webhook;
	readonly again: () => void;
}

export function WebhookDetail({
	webhook,
	again,
}: {
	readonly webhook: Webhook | undefined;
	readonly again: () => void;
}) {
	const { say } = useAllWords();
	const back = (
		<Link href="/webhooks" className={styles['back']}>
			<ArrowLeft size={18} aria-hidden /> {say.webhooks.back}
		</Link>
	);
	if (webhook === undefined) {
		return (
			<Page title={say.pages.webhooks} action={back}>
				<Empty text={say.webhooks.gone} />
			</Page>
		);
	}
	return (
		<Page title={nameOf(webhook)} sub={webhook.url} action={back}>
			<Detail webhook={webhook} again={again} />
		</Page>
	);
}

function Detail({ webhook, again }: Shown) {
	const { say } = useAllWords();
	const state = webhook.health?.state ?? 'healthy';
	const [secret, setSecret] = useState<string | undefined>(undefined);
	/** Grows whenever something was sent. */
	const [sent, setSent] = useState(0);
	const look = () => {
		setSent((count) => count + 1);
		again();
	};
	return (
		<>
			<div className={styles['state']}>
				<HealthPill webhook={webhook} />
				<p className={styles['quiet']}>{webhook.health?.reason ?? say.webhooks.healthHints[state]}</p>
			</div>
			{secret !== undefined && <SecretOnce secret={secret} close={() => setSecret(undefined)} />}
			<Deeds webhook={webhook} again={look} rotated={setSecret} />
			<Replay webhook={webhook} again={look} />
			<Section title={say.webhooks.log}>
				<DeliveryLog webhook={webhook.id} sent={sent} />
			</Section>
			<Section title={say.webhooks.settings}>
				<WebhookSettings webhook={webhook} again={again} />
			</Section>
		</>
	);
}

function Deeds({ webhook, again, rotated }: Shown & { readonly rotated: (secret: string) => void }) {
	const { say } = useAllWords();
	const { relay } = useParts();
	const wedding = useWedding();
	const [, navigate] = useLocation();
	const done = useDone();
	const { id, format } = webhook;
	const tell = async (verb: 'test' | 'enable') => {
		await done(
			tellWebhook(relay, wedding.id, { id, verb }),
			say.webhooks[verb === 'test' ? 'tested' : 'enabled'],
		);
		again();
	};
	const rotate = async () => {
		const answer = await rotateSecret(relay, wedding.id, id);
		if (answer.ok) rotated(answer.value);
		else await done(Promise.resolve(answer), '');
	};
	const remove = async () => {
		if (!(await done(deleteWebhook(relay, wedding.id, id), say.webhooks.deleted))) return;
		again();
		navigate('/webhooks', { replace: true });
	};
	return (
		<div className={styles['buttons']}>
			<Button look="main" onClick={() => void tell('test')}>
				{say.webhooks.test}
			</Button>
			{webhook.health?.state === 'disabled' && (
				<Button onClick={() => void tell('enable')}>{say.webhooks.enable}</Button>
			)}
			{format === 'standard' && (
				<SureButton act={() => void rotate()} sure={say.webhooks.rotateSure}>
					{say.webhooks.rotate}
				</SureButton>
			)}
			<SureButton act={() => void remove()} sure={say.webhooks.deleteSure}>
				{say.webhooks.delete}
			</SureButton>
		</div>
	);
}

function Replay({ webhook, again }: Shown) {
	const { say } = useAllWords();
	const { relay } = useParts();
	const { clock } = useDevice();
	const wedding = useWedding();
	const done = useDone();
	const [since, setSince] = useState<keyof typeof spans>('day');
	const replay = async () => {
		const from = new Date(clock.now() - spans[since]).toISOString();
		const body = { since: from };
		await done(
			tellWebhook(relay, wedding.id, { id: webhook.id, verb: 'replay', body }),
			say.webhooks.replayed,
		);
		again();
	};
	return (
		<Section title={say.webhooks.replay}>
			<div className={styles['replay']}>
				<SelectField
					label={say.webhooks.since}
					hint={say.webhooks.replayHint}
					value={since}
					options={(['hour', 'day', 'week'] as const).map(
						(name) => [name, say.webhooks.sinces[name]] as const,
					)}
					commit={setSince}
				/>
				<Button onClick={() => void replay()}>{say.webhooks.replay}</Button>
			</div>
		</Section>
	);
}

function useDone() {
	const { notices } = useParts();
	const faultWords = useFaultWords();
	return async (asked: Promise<Result<unknown, Fault>>, said: string): Promise<boolean> => {
		const answer = await asked;
		const text = answer.ok ? said : faultWords(answer.error);
		notices.say({ text, tone: answer.ok ? 'calm' : 'bad' });
		return answer.ok;
	};
}

const spans = { hour: 3_600_000, day: 86_400_000, week: 7 * 86_400_000 } as const;
