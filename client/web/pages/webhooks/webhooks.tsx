/** What is connected to the wedding: software and chat rooms, each with how it does; for those who write the wedding's settings. */
import { Plus } from 'lucide-react';
import { useCallback, useState } from 'react';
import { Link, useRoute } from 'wouter';
import { useWedding } from '../../../react/use-view.ts';
import { useParts } from '../../app-parts.ts';
import { Button } from '../../components/button.tsx';
import { Empty } from '../../components/empty.tsx';
import { Page } from '../../components/page.tsx';
import rowStyles from '../../components/row.module.css';
import { useFaultWords } from '../../fault-words.ts';
import { walkLines } from '../../list-keys.ts';
import { useAllWords } from '../../messages/all-words.ts';
import { askWebhooks, type Webhook } from '../../relay/webhooks.ts';
import { useAsked } from '../../use-asked.ts';
import { useMaySettle } from '../alerts/use-alert-rights.ts';
import { nameOf } from './endpoint-name.ts';
import { HealthPill } from './health-pill.tsx';
import { SecretOnce } from './secret-once.tsx';
import styles from './webhooks.module.css';
import { WebhookDetail } from './webhook-detail.tsx';
import { WebhookForm } from './webhook-form.tsx';

export function WebhooksPage() {
	const { say } = useAllWords();
	const maySettle = useMaySettle();
	const [, params] = useRoute<{ id?: string }>('/webhooks/:id?');
	if (!maySettle) {
		return (
			<Page title={say.pages.webhooks} sub={say.webhooks.sub}>
				<Empty text={say.webhooks.closed} />
			</Page>
		);
	}
	return <Webhooks open={params?.id} />;
}

function Webhooks({ open }: { readonly open: string | undefined }) {
	const { say } = useAllWords();
	const { relay } = useParts();
	const { id } = useWedding();
	const faultWords = useFaultWords();
	const { value, fault, again } = useAsked(useCallback(() => askWebhooks(relay, id), [relay, id]));
	const [isAdding, setAdding] = useState(false);
	const [secret, setSecret] = useState<string | undefined>(undefined);
	const found = value?.find((one) => one.id === open);
	if (open !== undefined && value !== undefined) {
		return <WebhookDetail key={open} webhook={found} again={again} />;
	}
	const made = (next: string | undefined) => {
		setAdding(false);
		setSecret(next);
		again();
	};
	return (
		<Page
			title={say.pages.webhooks}
			sub={say.webhooks.sub}
			action={
				!isAdding && (
					<Button look="main" onClick={() => setAdding(true)}>
						<Plus size={18} aria-hidden /> {say.webhooks.add}
					</Button>
				)
			}
		>
			{secret !== undefined && <SecretOnce secret={secret} close={() => setSecret(undefined)} />}
			{isAdding && <WebhookForm made={made} close={() => setAdding(false)} />}
			{fault !== undefined && <p className={styles['quiet']}>{faultWords(fault)}</p>}
			{value?.length === 0 && !isAdding && <Empty text={say.webhooks.none} />}
			<ul onKeyDown={walkLines}>
				{(value ?? []).map((webhook) => (
					<WebhookRow key={webhook.id} webhook={webhook} />
				))}
			</ul>
		</Page>
	);
}

function WebhookRow({ webhook }: { readonly webhook: Webhook }) {
	const { say } = useAllWords();
	const { id, events, format } = webhook;
	return (
		<li className={`${rowStyles['row']} ${styles['row']}`}>
			<div className={rowStyles['body']}>
				<Link href={`/webhooks/${id}`} className={rowStyles['link']} data-line={id}>
					<span className={rowStyles['title']}>{nameOf(webhook)}</span>
				</Link>
				<div className={rowStyles['meta']}>
					<span>{say.webhooks.formats[format]}</span>
					<span>
						{events == null || events.length === 0
							? say.webhooks.everything
							: say.webhooks.someOf(events.length)}
					</span>
				</div>
			</div>
			<div className={rowStyles['end']}>
				<HealthPill webhook={webhook} />
			</div>
		</li>
	);
}
