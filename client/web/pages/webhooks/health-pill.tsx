/** How a connection does, in a word. */
import type { Webhook } from '../../relay/webhooks.ts';
import { useWords } from '../../messages/messages.ts';
import styles from './webhooks.module.css';

export function HealthPill({ webhook: { health } }: { readonly webhook: Webhook }) {
	const { say } = useWords();
	const state = health?.state ?? 'healthy';
	return <span className={`${styles['pill']} ${styles[state]}`}>{say.webhooks.health[state]}</span>;
}
