/** How a connection does, in a word. */
import type { Webhook } from '../../relay/webhooks.ts';
import { useAllWords } from '../../messages/all-words.ts';
import styles from './webhooks.module.css';

export function HealthPill({ webhook: { health } }: { readonly webhook: Webhook }) {
	const { say } = useAllWords();
	const state = health?.state ?? 'healthy';
	return <span className={`${styles['pill']} ${styles[state]}`}>{say.webhooks.health[state]}</span>;
}
