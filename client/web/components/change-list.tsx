/** What an edit would change: field by field, what it was struck out, what it would become. */
import { ArrowRight } from 'lucide-react';
import type { ChangeLine } from '../change-words.ts';
import { useWords } from '../messages/messages.ts';
import styles from './change-list.module.css';

export function ChangeList({ lines }: { readonly lines: readonly ChangeLine[] }) {
	const { say } = useWords();
	return (
		<ul className={styles['lines']}>
			{lines.map(({ key, label, before, after }) => (
				<li key={key} className={styles['line']}>
					{label !== '' && <span className={styles['label']}>{label}</span>}
					<span className={styles['values']}>
						{before !== undefined && (
							<>
								<span className="heard-only">{say.drafts.was} </span>
								<del>{before}</del>
								<ArrowRight size={15} aria-hidden />
								<span className="heard-only">{say.drafts.becomes} </span>
							</>
						)}
						<ins>{after}</ins>
					</span>
				</li>
			))}
		</ul>
	);
}
