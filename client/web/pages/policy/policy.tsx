/** What the wedding has decided about telling people: for those who write its settings. What is not set follows the house. */
import { useCallback } from 'react';
import { languages } from '../../../../shared/notices/channel.ts';
import {
	isUsualKeyTrade,
	usualDueSoonMinutes,
	usualMissingMinutes,
} from '../../../../shared/notices/usual.ts';
import type { Policy } from '../../../../shared/notices/wishes.ts';
import { sameList } from '../../../react/steady.ts';
import { useView, useWedding } from '../../../react/use-view.ts';
import { useParts } from '../../app-parts.ts';
import { SelectField, StepField, SwitchField } from '../../components/choice-field.tsx';
import { Empty } from '../../components/empty.tsx';
import { FieldPair } from '../../components/field.tsx';
import { Page, Section } from '../../components/page.tsx';
import { Segments } from '../../components/segments.tsx';
import { useFaultWords } from '../../fault-words.ts';
import { useAllWords } from '../../messages/all-words.ts';
import { askPolicy, savePolicy } from '../../relay/policy.ts';
import { useMaySettle } from '../alerts/use-alert-rights.ts';
import { QuietHours } from '../reach/quiet-hours.tsx';
import { useEdited } from '../../use-edited.ts';
import { lengthWords } from '../../wording.ts';
import { Contacts } from './contacts.tsx';
import { Escalation } from './escalation.tsx';
import styles from './policy.module.css';
import { Wording } from './wording-form.tsx';

export interface PolicyPart {
	readonly policy: Policy;
	readonly change: (change: Partial<Policy>) => void;
}

export function PolicyPage() {
	const { say } = useAllWords();
	const maySettle = useMaySettle();
	return (
		<Page title={say.pages.policy} sub={say.policy.sub}>
			{maySettle ? <Asked /> : <Empty text={say.policy.closed} />}
		</Page>
	);
}

function Asked() {
	const { say } = useAllWords();
	const { relay } = useParts();
	const { id } = useWedding();
	const faultWords = useFaultWords();
	const { value, fault, save } = useEdited(
		useCallback(() => askPolicy(relay, id), [relay, id]),
		useCallback((next: Policy) => savePolicy(relay, id, next), [relay, id]),
		say.policy.saved,
	);
	if (value === undefined) return fault === undefined ? null : <Empty text={faultWords(fault)} />;
	const part: PolicyPart = { policy: value, change: (change) => save({ ...value, ...change }) };
	return (
		<>
			<Day {...part} />
			<Contacts {...part} />
			<Escalation {...part} />
			<KeyTrades {...part} />
			<Wording {...part} />
			<Limits {...part} />
		</>
	);
}

function Day({ policy, change }: PolicyPart) {
	const { say } = useAllWords();
	return (
		<>
			<Section title={say.policy.quiet}>
				<div className={styles['stack']}>
					<QuietHours
						value={policy.quiet ?? undefined}
						label={say.reach.quietOn}
						save={(quiet) => change({ quiet })}
					/>
					<p className={styles['hint']}>{say.policy.quietHint}</p>
				</div>
			</Section>
			<Section title={say.policy.day}>
				<div className={styles['stack']}>
					<Segments
						label={say.policy.dayMode}
						isLabelShown
						value={policy.dayMode ?? 'auto'}
						options={dayModes.map((value) => ({ value, name: say.policy.dayModes[value] }))}
						choose={(dayMode) => change({ dayMode })}
					/>
					<SwitchField
						label={say.policy.saturdays}
						value={policy.saturdays === true}
						commit={(saturdays) => change({ saturdays })}
					/>
				</div>
			</Section>
		</>
	);
}

function KeyTrades({ policy, change }: PolicyPart) {
	const { say } = useAllWords();
	const trades = useView(
		({ plan }) =>
			[
				...new Set(plan.people.flatMap(({ trade }) => (trade === undefined || trade === '' ? [] : [trade]))),
			].sort(),
		sameList,
	);
	const chosen = policy.keyTrades ?? trades.filter(isUsualKeyTrade);
	return (
		<Section title={say.policy.keyTrades}>
			<div className={styles['stack']}>
				<p className={styles['hint']}>{say.policy.keyTradesHint}</p>
				{trades.length === 0 && <p className={styles['hint']}>{say.policy.noTrades}</p>}
				<fieldset className={styles['trades']}>
					<legend className="heard-only">{say.policy.keyTrades}</legend>
					{trades.map((trade) => (
						<label key={trade} className={styles['trade']}>
							<input
								type="checkbox"
								checked={chosen.includes(trade)}
								onChange={(event) =>
									change({
										keyTrades: event.currentTarget.checked
											? [...chosen, trade]
											: chosen.filter((one) => one !== trade),
									})
								}
							/>
							{trade}
						</label>
					))}
				</fieldset>
				<StepField
					label={say.policy.missing}
					value={policy.missingMinutes ?? usualMissingMinutes}
					commit={(minutes) => change({ missingMinutes: between(minutes, 5, 240) })}
				/>
			</div>
		</Section>
	);
}

function Limits({ policy, change }: PolicyPart) {
	const words = useAllWords();
	const { say } = words;
	const dueSoon = policy.dueSoonMinutes ?? usualDueSoonMinutes.before;
	return (
		<Section title={say.policy.limits}>
			<div className={styles['stack']}>
				<FieldPair>
					<StepField
						label={say.policy.perHour}
						step={1}
						value={policy.perHour ?? USUAL.perHour}
						commit={(count) => change({ perHour: between(count, 1, 1_000) })}
					/>
					<StepField
						label={say.policy.monthly}
						value={policy.monthlyCap}
						commit={(amount) => change({ monthlyCap: between(amount, 0, 100_000) })}
					/>
				</FieldPair>
				<SelectField
					label={say.policy.dueSoon}
					value={String(dueSoon)}
					options={[...new Set([...leads, dueSoon])].map(
						(lead) => [String(lead), say.policy.dueSoons[lead] ?? lengthWords(lead, words)] as const,
					)}
					commit={(lead) => change({ dueSoonMinutes: Number(lead) })}
				/>
				<SelectField
					label={say.policy.language}
					value={policy.language ?? 'en'}
					options={languages.map((name) => [name, say.reach.languages[name] ?? name] as const)}
					commit={(language) => change({ language })}
				/>
			</div>
		</Section>
	);
}

const between = (value: number | undefined, least: number, most: number): number =>
	Math.min(most, Math.max(least, value ?? least));
const leads: readonly number[] = [60, 180, 1_440, 2_880, 10_080];
const dayModes = ['auto', 'on', 'off'] as const;
/** As the server goes by them while nothing is set. */
const USUAL = { perHour: 10 } as const;
