/** Inviting: as what, perhaps who, for how many and how long. The answer is a link, shown once. */
import { useState } from 'react';
import { appoints } from '../../../../shared/access/permissions.ts';
import type { Role } from '../../../../shared/access/roles.ts';
import { useView, useWedding } from '../../../react/use-view.ts';
import { useParts } from '../../app-parts.ts';
import { Button } from '../../components/button.tsx';
import { FaultLine } from '../../components/fault-line.tsx';
import { Field, FieldPair } from '../../components/field.tsx';
import fieldStyles from '../../components/field.module.css';
import { Segments } from '../../components/segments.tsx';
import { useFaultWords } from '../../fault-words.ts';
import { useWords } from '../../messages/messages.ts';
import { type Invitation, invite, type NewInvite } from '../../relay/invites.ts';
import styles from './invite.module.css';

export function InviteForm({
	made,
	close,
}: {
	readonly made: (invite: NewInvite) => void;
	readonly close: () => void;
}) {
	const { say } = useWords();
	const [crowd, setCrowd] = useState<'one' | 'several'>('one');
	const { fault, isWorking, send } = useInviting(made);
	return (
		<form
			className={styles['card']}
			aria-label={say.invites.title}
			onSubmit={(event) => {
				event.preventDefault();
				void send(invitationOf(new FormData(event.currentTarget), crowd));
			}}
		>
			<h2 className={styles['heading']}>{say.invites.title}</h2>
			<FaultLine text={fault} />
			<FieldPair>
				<RoleChoice />
				<TradeField />
			</FieldPair>
			<Segments
				label={say.invites.crowd}
				isLabelShown
				value={crowd}
				choose={setCrowd}
				options={[
					{ value: 'one', name: say.invites.one },
					{ value: 'several', name: say.invites.several },
				]}
			/>
			{crowd === 'one' ? <NameField /> : <UsesField />}
			<TermChoice />
			<div className={styles['buttons']}>
				<Button look="main" type="submit" disabled={isWorking}>
					{say.invites.make}
				</Button>
				<Button look="plain" onClick={close}>
					{say.app.close}
				</Button>
			</div>
		</form>
	);
}

function useInviting(made: (invite: NewInvite) => void) {
	const { relay } = useParts();
	const wedding = useWedding();
	const faultWords = useFaultWords();
	const [fault, setFault] = useState<string | undefined>(undefined);
	const [isWorking, setWorking] = useState(false);
	const send = async (invitation: Invitation) => {
		setWorking(true);
		const answer = await invite(relay, wedding.id, invitation);
		setWorking(false);
		if (answer.ok) made(answer.value);
		else setFault(faultWords(answer.error));
	};
	return { fault, isWorking, send };
}

/** Only what this person's own role may give. */
function RoleChoice() {
	const { say } = useWords();
	const self = useView(({ wedding, people }) => people.get(wedding.person.id)?.role ?? wedding.person.role);
	return (
		<Field label={say.people.role}>
			{(control) => (
				<select {...control} name="role" defaultValue="helper" className={fieldStyles['control']}>
					{appoints[self]
						.filter((role) => role !== 'service')
						.map((role) => (
							<option key={role} value={role}>
								{say.roleNames[role]}
							</option>
						))}
				</select>
			)}
		</Field>
	);
}

function TradeField() {
	const { say } = useWords();
	return (
		<Field label={say.people.trade}>
			{(control) => (
				<input
					{...control}
					name="trade"
					maxLength={100}
					autoComplete="off"
					placeholder={say.people.tradePlaceholder}
					className={fieldStyles['control']}
				/>
			)}
		</Field>
	);
}

function NameField() {
	const { say } = useWords();
	return (
		<Field label={say.invites.name} hint={say.invites.nameHint}>
			{(control) => (
				<input
					{...control}
					name="name"
					maxLength={300}
					autoComplete="off"
					placeholder={say.people.namePlaceholder}
					className={fieldStyles['control']}
				/>
			)}
		</Field>
	);
}

function UsesField() {
	const { say } = useWords();
	return (
		<Field label={say.invites.uses} hint={say.invites.usesHint}>
			{(control) => (
				<input
					{...control}
					name="uses"
					type="number"
					inputMode="numeric"
					min={2}
					max={100}
					defaultValue={10}
					className={fieldStyles['control']}
				/>
			)}
		</Field>
	);
}

function TermChoice() {
	const { say } = useWords();
	return (
		<Field label={say.invites.term}>
			{(control) => (
				<select {...control} name="days" defaultValue="14" className={fieldStyles['control']}>
					{terms.map((days) => (
						<option key={days} value={days}>
							{say.invites.days(days)}
						</option>
					))}
				</select>
			)}
		</Field>
	);
}

/** Also what the fields that are not there leave out. */
export function invitationOf(form: FormData, crowd: 'one' | 'several'): Invitation {
	const text = (name: string) => String(form.get(name) ?? '').trim();
	const uses = crowd === 'one' ? 1 : Math.min(100, Math.max(2, Number.parseInt(text('uses'), 10) || 2));
	return {
		role: text('role') as Role,
		uses,
		ttlSeconds: (Number.parseInt(text('days'), 10) || 14) * DAY_S,
		...(text('trade') === '' ? {} : { trade: text('trade') }),
		...(crowd === 'several' || text('name') === '' ? {} : { name: text('name') }),
	};
}

const terms = [1, 7, 14, 30] as const;
const DAY_S = 86_400;
