/** An answer as a word with a sign, never as a colour alone. */
import { Check, CircleHelp, X } from 'lucide-react';
import type { Assignment } from '../../../shared/document/schema.ts';
import { useWords } from '../messages/messages.ts';
import styles from './status-pill.module.css';

export function StatusPill({ status = 'asked' }: { readonly status: Assignment['status'] | undefined }) {
	const { say } = useWords();
	const name = status ?? 'asked';
	const Icon = icons[name];
	return (
		<span className={`${styles['pill']} ${styles[name]}`}>
			<Icon size={13} strokeWidth={2.5} aria-hidden />
			{say.assignmentStatuses[name]}
		</span>
	);
}

const icons = { asked: CircleHelp, accepted: Check, declined: X, done: Check };
