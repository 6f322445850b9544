/** What one tells the others of oneself on the day: a word, and only if one likes, where, and how much battery is left. */
import { activities } from '../../../../shared/wire/presence.ts';
import { useWedding } from '../../../react/use-view.ts';
import { useParts, useStore } from '../../app-parts.ts';
import { SelectField, SwitchField } from '../../components/choice-field.tsx';
import { FieldPair } from '../../components/field.tsx';
import { Section } from '../../components/page.tsx';
import { TextField } from '../../components/text-field.tsx';
import { useWords } from '../../messages/messages.ts';
import { hasBattery } from '../../use-doing.ts';
import styles from './more.module.css';

export function DoingSection() {
	const { say } = useWords();
	const { doings } = useParts();
	const { id } = useWedding();
	const doing = useStore(doings, () => doings.of(id));
	return (
		<Section title={say.doing.title}>
			<div className={styles['stack']}>
				<p className={styles['calm']}>{say.doing.explain}</p>
				<FieldPair>
					<SelectField
						label={say.doing.activity}
						value={doing.activity ?? ''}
						options={[
							['', say.doing.nothing] as const,
							...activities.map((name) => [name, say.activities[name]] as const),
						]}
						commit={(activity) =>
							doings.choose(id, { ...doing, activity: activity === '' ? undefined : activity })
						}
					/>
					<TextField
						label={say.doing.zone}
						placeholder={say.doing.zonePlaceholder}
						value={doing.zone ?? ''}
						commit={(zone) => doings.choose(id, { ...doing, zone: zone.trim().slice(0, 80) || undefined })}
					/>
				</FieldPair>
				{hasBattery() && (
					<SwitchField
						label={say.doing.battery}
						value={doing.tellsBattery === true}
						commit={(tellsBattery) => doings.choose(id, { ...doing, tellsBattery })}
					/>
				)}
			</div>
		</Section>
	);
}
