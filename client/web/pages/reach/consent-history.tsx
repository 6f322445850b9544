/** Everything one ever agreed to or stopped, with when and how: folded, because it is there to be looked up. */
import { Section } from '../../components/page.tsx';
import { useAllWords } from '../../messages/all-words.ts';
import type { Consent } from '../../relay/reach.ts';
import { momentWords } from '../../wording.ts';
import styles from './reach.module.css';

export function ConsentHistory({ history }: { readonly history: Consent['history'] }) {
	const { say, locale } = useAllWords();
	const newest = [...history].sort((a, b) => b.at - a.at);
	return (
		<Section title={say.reach.history} count={history.length}>
			{history.length === 0 && <p className={styles['hint']}>{say.reach.historyNone}</p>}
			{history.length > 0 && (
				<ul className={styles['history']}>
					{newest.map(({ channel, state, at, source, text }) => (
						<li key={`${channel} ${at} ${state}`}>
							<p>
								<b>{say.channels[channel] ?? channel}</b>:{' '}
								{state === 'granted' ? say.reach.granted : say.reach.stopped}
								{source !== undefined && ` ${say.reach.sources[source] ?? source}`}
							</p>
							<time dateTime={new Date(at).toISOString()}>{momentWords(at, locale)}</time>
							{text !== undefined && <q>{text}</q>}
						</li>
					))}
				</ul>
			)}
		</Section>
	);
}
