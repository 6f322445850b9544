/**
 * Why something is not offered here: a lock and a word or two, and the sentences of the table behind a tap. A disclosure of
 * the browser's own, so keyboard and screen reader know it.
 */
import { Lock } from 'lucide-react';
import { useWords } from '../messages/messages.ts';
import styles from './why.module.css';

export function Why({
	reasons,
	label,
}: {
	readonly reasons: readonly string[];
	/** Said beside the lock; without it, that one only reads here. */
	readonly label?: string | undefined;
}) {
	const { say } = useWords();
	if (reasons.length === 0) return null;
	return (
		<details className={styles['why']}>
			<summary>
				<Lock size={14} aria-hidden />
				{label ?? say.rights.readOnly}
				<span className={styles['ask']}>{say.rights.why}</span>
			</summary>
			{reasons.map((reason) => (
				<p key={reason}>{reason}</p>
			))}
		</details>
	);
}
