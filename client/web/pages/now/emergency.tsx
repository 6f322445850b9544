/**
 * Emergency access, for the day when somebody has to act for the couple: with a reason, for a while, announced to everybody who
 * decides. Offered to the coordinator and to whom the couple named, from the day before until the day after.
 */
import { LifeBuoy } from 'lucide-react';
import { useState } from 'react';
import { useView, useWedding } from '../../../react/use-view.ts';
import { useParts } from '../../app-parts.ts';
import { useBesidePlan } from '../../beside-plan.tsx';
import { Button } from '../../components/button.tsx';
import { FaultLine } from '../../components/fault-line.tsx';
import { Field } from '../../components/field.tsx';
import fieldStyles from '../../components/field.module.css';
import { useFaultWords } from '../../fault-words.ts';
import { useWords } from '../../messages/messages.ts';
import { takeEmergencyAccess } from '../../relay/emergency.ts';
import { daysBetween } from '../../wording.ts';
import styles from './emergency.module.css';

export function Emergency({ local }: { readonly local: string }) {
	const { say } = useWords();
	const self: string = useWedding().person.id;
	const mayTake = useView(({ people, plan }) => {
		const person = people.get(self);
		const isNear = plan.meta.date !== undefined && Math.abs(daysBetween(local, plan.meta.date)) <= 1;
		return isNear && (person?.role === 'coordinator' || person?.deputy === true);
	});
	const { raised } = useBesidePlan();
	const [isAsking, setAsking] = useState(false);
	if (!mayTake || raised.some(({ person }) => person === self)) return null;
	if (isAsking) return <EmergencyForm close={() => setAsking(false)} />;
	return (
		<div className={styles['offer']}>
			<Button onClick={() => setAsking(true)}>
				<LifeBuoy size={18} aria-hidden /> {say.emergency.take}
			</Button>
		</div>
	);
}

function EmergencyForm({ close }: { readonly close: () => void }) {
	const { say } = useWords();
	const { fault, isWorking, take } = useTaking(close);
	return (
		<form
			className={styles['form']}
			aria-label={say.emergency.title}
			onSubmit={(event) => {
				event.preventDefault();
				void take(new FormData(event.currentTarget));
			}}
		>
			<h2>{say.emergency.title}</h2>
			<p className={styles['explain']}>{say.emergency.explain}</p>
			<FaultLine text={fault} />
			<Field label={say.emergency.reason}>
				{(control) => (
					<input
						{...control}
						name="reason"
						required
						autoFocus
						maxLength={300}
						autoComplete="off"
						placeholder={say.emergency.reasonPlaceholder}
						className={fieldStyles['control']}
					/>
				)}
			</Field>
			<LengthChoice />
			<div className={styles['buttons']}>
				<Button look="main" type="submit" disabled={isWorking}>
					{say.emergency.submit}
				</Button>
				<Button look="plain" onClick={close}>
					{say.app.close}
				</Button>
			</div>
		</form>
	);
}

function LengthChoice() {
	const { say } = useWords();
	return (
		<Field label={say.emergency.minutes}>
			{(control) => (
				<select {...control} name="minutes" defaultValue="60" className={fieldStyles['control']}>
					{lengths.map((minutes) => (
						<option key={minutes} value={minutes}>
							{minutes < 60 ? say.length.minutes(minutes) : say.length.hours(minutes / 60)}
						</option>
					))}
				</select>
			)}
		</Field>
	);
}

function useTaking(taken: () => void) {
	const { relay } = useParts();
	const wedding = useWedding();
	const { askRaised } = useBesidePlan();
	const faultWords = useFaultWords();
	const [fault, setFault] = useState<string | undefined>(undefined);
	const [isWorking, setWorking] = useState(false);
	const take = async (form: FormData) => {
		const reason = String(form.get('reason') ?? '').trim();
		if (reason === '') return;
		setWorking(true);
		const answer = await takeEmergencyAccess(relay, wedding.id, {
			reason,
			minutes: Number(form.get('minutes')),
		});
		setWorking(false);
		if (!answer.ok) return setFault(faultWords(answer.error));
		askRaised();
		taken();
	};
	return { fault, isWorking, take };
}

const lengths = [15, 30, 60, 120, 240] as const;
