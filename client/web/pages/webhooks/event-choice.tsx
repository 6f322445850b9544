/** Which changes something hears of: the catalogue's own titles, to be ticked. */
import { useCallback } from 'react';
import { useParts } from '../../app-parts.ts';
import { useAllWords } from '../../messages/all-words.ts';
import { askEventKinds } from '../../relay/webhooks.ts';
import { useAsked } from '../../use-asked.ts';
import styles from './webhooks.module.css';

export function EventChoice({
	chosen,
	choose,
}: {
	readonly chosen: readonly string[];
	readonly choose: (types: readonly string[]) => void;
}) {
	const { say } = useAllWords();
	const { relay } = useParts();
	const { value } = useAsked(useCallback(() => askEventKinds(relay), [relay]));
	return (
		<fieldset className={styles['events']}>
			<legend className="heard-only">{say.webhooks.choose}</legend>
			{(value ?? []).map(({ type, title }) => (
				<label key={type}>
					<input
						type="checkbox"
						checked={chosen.includes(type)}
						onChange={(event) =>
							choose(event.currentTarget.checked ? [...chosen, type] : chosen.filter((one) => one !== type))
						}
					/>
					<span>
						{title ?? type}
						{title !== undefined && <small>{type}</small>}
					</span>
				</label>
			))}
		</fieldset>
	);
}
