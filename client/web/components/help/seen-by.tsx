/** Who comes, or has seen what was announced, by name; then those on whose screen it stood. */
import { Check, Eye } from 'lucide-react';
import { useWords } from '../../messages/messages.ts';
import type { Alert } from '../../relay/alerts.ts';
import { hourWords } from '../../wording.ts';
import styles from './help.module.css';
import { countWords } from './count-words.ts';

export function SeenBy({ alert }: { readonly alert: Alert }) {
	const words = useWords();
	const { say, locale } = words;
	const said = new Set(alert.ackedBy.map(({ person }) => person));
	const shown = alert.seenBy.filter(({ person }) => !said.has(person) && person !== alert.by.person);
	const answer = alert.urgency === 'emergency' ? say.help.comes : say.help.answered;
	return (
		<div className={styles['seen']}>
			<p aria-live="polite" className={styles['count']}>
				{countWords(alert, words)}
			</p>
			<ul>
				{alert.ackedBy.map(({ person, name, at }) => (
					<li key={person}>
						<Check size={16} aria-hidden /> <b>{name ?? say.help.somebody}</b> {answer}
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
