/** Saying something to everybody, or to one of the roles; how urgent it is decides how loudly it comes. */
import { Megaphone } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { roles } from '../../../../shared/access/roles.ts';
import { sameList } from '../../../react/steady.ts';
import { useView, useWedding } from '../../../react/use-view.ts';
import { useParts } from '../../app-parts.ts';
import { Button } from '../../components/button.tsx';
import { Field } from '../../components/field.tsx';
import fieldStyles from '../../components/field.module.css';
import { useAnswer } from '../../components/help/use-answer.ts';
import { Segments } from '../../components/segments.tsx';
import { useAllWords } from '../../messages/all-words.ts';
import { useAlerts } from '../../inbox-parts.tsx';
import { raiseAlert, type Urgency } from '../../relay/alerts.ts';
import styles from './alerts.module.css';

export function Announce() {
	const { say } = useAllWords();
	const { relay } = useParts();
	const wedding = useWedding();
	const { answer, isWorking } = useAnswer(useAlerts().again);
	const [urgency, setUrgency] = useState<Exclude<Urgency, 'emergency'>>('high');
	const here = useView(
		({ plan }) => roles.filter((role) => plan.people.some((one) => one.role === role)),
		sameList,
	);
	const send = async (event: FormEvent<HTMLFormElement>) => {
		event.preventDefault();
		const form = event.currentTarget;
		const said = new FormData(form);
		const text = String(said.get('text') ?? '').trim();
		const role = roles.find((name) => name === said.get('to'));
		if (text === '') return;
		const alert = { text, urgency, ...(role === undefined ? {} : { to: { roles: [role] } }) };
		if (await answer(raiseAlert(relay, wedding.id, alert), say.announce.sent)) form.reset();
	};
	return (
		<form className={styles['form']} aria-label={say.announce.title} onSubmit={(event) => void send(event)}>
			<h2>{say.announce.title}</h2>
			<Field label={say.announce.text}>
				{(control) => (
					<textarea
						{...control}
						name="text"
						required
						maxLength={500}
						rows={2}
						placeholder={say.announce.placeholder}
						className={`${fieldStyles['control']} ${fieldStyles['short']}`}
					/>
				)}
			</Field>
			<Field label={say.announce.to}>
				{(control) => (
					<select {...control} name="to" className={fieldStyles['control']}>
						<option value="">{say.announce.everybody}</option>
						{here.map((role) => (
							<option key={role} value={role}>
								{say.roleGroups[role]}
							</option>
						))}
					</select>
				)}
			</Field>
			<Segments
				label={say.announce.urgency}
				value={urgency}
				isLabelShown
				options={urgencies.map((value) => ({ value, name: say.announce.urgencies[value] }))}
				choose={setUrgency}
			/>
			<p className={styles['quiet']}>{say.announce.hint}</p>
			<div>
				<Button look="main" type="submit" disabled={isWorking}>
					<Megaphone size={18} aria-hidden /> {say.announce.submit}
				</Button>
			</div>
		</form>
	);
}

const urgencies = ['normal', 'high', 'critical'] as const;
