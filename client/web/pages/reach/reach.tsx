/** How one hears of things: the ways to oneself with what was agreed to, what may ring, when not, in what language. */
import { useCallback } from 'react';
import { languages } from '../../../../shared/notices/channel.ts';
import type { Preferences } from '../../../../shared/notices/wishes.ts';
import { useWedding } from '../../../react/use-view.ts';
import { useParts } from '../../app-parts.ts';
import { SelectField } from '../../components/choice-field.tsx';
import { Empty } from '../../components/empty.tsx';
import { Page, Section } from '../../components/page.tsx';
import { Segments } from '../../components/segments.tsx';
import { TextField } from '../../components/text-field.tsx';
import { useAllWords } from '../../messages/all-words.ts';
import { askConsent, askContacts, askPreferences, savePreferences } from '../../relay/reach.ts';
import { useAsked } from '../../use-asked.ts';
import { timeWords } from '../../wording.ts';
import { ConsentHistory } from './consent-history.tsx';
import { QuietHours } from './quiet-hours.tsx';
import styles from './reach.module.css';
import { useEdited } from '../../use-edited.ts';
import { Ways } from './ways.tsx';
import { WishMatrix } from './wish-matrix.tsx';

export function ReachPage() {
	const { say } = useAllWords();
	const { relay } = useParts();
	const { id } = useWedding();
	const contacts = useAsked(useCallback(() => askContacts(relay, id), [relay, id]));
	const consent = useAsked(useCallback(() => askConsent(relay, id), [relay, id]));
	const wishes = useEdited(
		useCallback(() => askPreferences(relay, id), [relay, id]),
		useCallback((next: Preferences) => savePreferences(relay, id, next), [relay, id]),
		say.reach.saved,
	);
	const again = () => {
		contacts.again();
		consent.again();
	};
	const isAway = [contacts, consent, wishes].some(({ value, fault }) => value === undefined && fault);
	return (
		<Page title={say.pages.reach} sub={say.reach.sub}>
			{isAway && <Empty text={say.reach.offline} />}
			{contacts.value !== undefined && consent.value !== undefined && (
				<Section title={say.reach.ways}>
					<Ways contacts={contacts.value} consent={consent.value} again={again} />
					<p className={styles['safe']}>{say.reach.safe}</p>
				</Section>
			)}
			{wishes.value !== undefined && (
				<>
					<Section title={say.reach.about}>
						<WishMatrix wishes={wishes.value} consent={consent.value} save={wishes.save} />
					</Section>
					<Times wishes={wishes.value} save={wishes.save} />
				</>
			)}
			{consent.value !== undefined && <ConsentHistory history={consent.value.history} />}
		</Page>
	);
}

function Times({
	wishes,
	save,
}: {
	readonly wishes: Preferences;
	readonly save: (next: Preferences) => void;
}) {
	const { say, locale } = useAllWords();
	const { digest: _, language: __, ...rest } = wishes;
	const digest = wishes.digest ?? { daily: USUAL_HOUR };
	const form = typeof digest === 'string' ? digest : 'daily';
	return (
		<>
			<Section title={say.reach.quiet}>
				<div className={styles['stack']}>
					<QuietHours
						value={wishes.quiet ?? undefined}
						label={say.reach.quietOn}
						save={(quiet) => save({ ...wishes, quiet })}
					/>
					<p className={styles['hint']}>{say.reach.quietHint}</p>
				</div>
			</Section>
			<Section title={say.reach.digest}>
				<div className={styles['stack']}>
					<Segments
						label={say.reach.digest}
						value={form}
						options={forms.map((value) => ({ value, name: say.reach.digests[value] }))}
						choose={(next) => save({ ...wishes, digest: next === 'daily' ? { daily: USUAL_HOUR } : next })}
					/>
					{typeof digest !== 'string' && (
						<TextField
							label={say.reach.digestAt}
							type="time"
							value={digest.daily}
							show={(time) => timeWords(`2000-01-01T${time}`, locale)}
							commit={(daily) => daily !== '' && save({ ...wishes, digest: { daily } })}
						/>
					)}
					<p className={styles['hint']}>{say.reach.digestHint}</p>
				</div>
			</Section>
			<Section title={say.reach.language}>
				<div className={styles['stack']}>
					<SelectField
						label={say.reach.language}
						value={wishes.language ?? ''}
						options={[
							['', say.reach.asWedding] as const,
							...languages.map((name) => [name, say.reach.languages[name] ?? name] as const),
						]}
						commit={(chosen) => {
							const language = languages.find((name) => name === chosen);
							const { digest: kept } = wishes;
							const others = { ...rest, ...(kept === undefined ? {} : { digest: kept }) };
							save(language === undefined ? others : { ...others, language });
						}}
					/>
				</div>
			</Section>
		</>
	);
}

const forms = ['off', 'hourly', 'daily'] as const;
/** As the server goes by it while nothing is chosen. */
const USUAL_HOUR = '08:00';
