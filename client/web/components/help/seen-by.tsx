/** Who has seen a call, by name: first those who said so, then those it was shown to. */
import { Check, Eye } from 'lucide-react';
import { useWords } from '../../messages/messages.ts';
import type { Alert } from '../../relay/alerts.ts';
import { hourWords } from '../../wording.ts';
import styles from './help.module.css';

export function SeenBy({ alert }: { readonly alert: Alert }) {
	const { say, locale } = useWords();
	const said = new Set(alert.ackedBy.map(({ person }) => person));
	const shown = alert.seenBy.filter(({ person }) => !said.has(person));
	return (
		<div className={styles['seen']}>
			<p aria-live="polite" className={styles['count']}>
				{say.help.seenBy(alert.ackedBy.length)}
			</p>
			<ul>
				{alert.ackedBy.map(({ person, name, at }) => (
					<li key={person}>
						<Check size={16} aria-hidden /> <b>{name ?? say.help.somebody}</b> {say.help.answered}
						{at !== undefined && <time> {hourWords(at, locale)}</time>}
					</li>
				))}
				{shown.map(({ person, name }) => (
					<li key={person} className={styles['shown']}>
						<Eye size={16} aria-hidden /> {name ?? say.help.somebody} {say.help.shown}
					</li>
				))}
			</ul>
		</div>
	);
}
