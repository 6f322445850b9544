/** How long each step waits when nobody reacts: the next channel, then the next person. */
import { SelectField } from '../../components/choice-field.tsx';
import { FieldPair } from '../../components/field.tsx';
import { Section } from '../../components/page.tsx';
import { useAllWords } from '../../messages/all-words.ts';
import type { PolicyPart } from './policy.tsx';
import styles from './policy.module.css';

export function Escalation({ policy, change }: PolicyPart) {
	const { say } = useAllWords();
	const waits = policy.escalateAfter ?? usual;
	return (
		<Section title={say.policy.escalate}>
			<div className={styles['stack']}>
				<p className={styles['hint']}>{say.policy.escalateHint}</p>
				<FieldPair>
					{waits.map((seconds, index) => (
						<SelectField
							key={index}
							label={say.policy.steps[index] ?? ''}
							value={String(seconds)}
							options={choicesWith(seconds).map((one) => [String(one), say.policy.seconds(one)] as const)}
							commit={(chosen) =>
								change({ escalateAfter: waits.map((one, at) => (at === index ? Number(chosen) : one)) })
							}
						/>
					))}
				</FieldPair>
			</div>
		</Section>
	);
}

const choicesWith = (own: number): readonly number[] =>
	choices.includes(own) ? choices : [...choices, own].sort((a, b) => a - b);
const choices: readonly number[] = [15, 30, 60, 120, 300, 600, 1_800];
/** As the server goes by them while nothing is set: a text, a call, the next person. */
const usual: readonly number[] = [60, 30, 30];
