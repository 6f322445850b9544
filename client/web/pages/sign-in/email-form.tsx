/** A sign-in link by e-mail. The answer is the same whether the address is known or not, and so is what the page says. */
import { useState } from 'react';
import { useParts } from '../../app-parts.ts';
import { Button } from '../../components/button.tsx';
import { FaultLine } from '../../components/fault-line.tsx';
import { Field } from '../../components/field.tsx';
import fieldStyles from '../../components/field.module.css';
import { useFaultWords } from '../../fault-words.ts';
import { useWords } from '../../messages/messages.ts';
import { anything, type Fault } from '../../relay/relay.ts';
import styles from './sign-in.module.css';

export function EmailForm() {
	const { say } = useWords();
	const { relay } = useParts();
	const faultWords = useFaultWords();
	const [sent, setSent] = useState<'no' | 'sending' | 'yes'>('no');
	const [fault, setFault] = useState<Fault | undefined>(undefined);
	const send = async (email: string) => {
		setSent('sending');
		const answer = await relay.ask({ method: 'POST', path: '/sign-in', body: { email }, shape: anything });
		setFault(answer.ok ? undefined : answer.error);
		setSent(answer.ok ? 'yes' : 'no');
	};
	return (
		<section className={styles['other']} aria-label={say.signIn.email.title}>
			<h2>{say.signIn.email.title}</h2>
			<div role="status">{sent === 'yes' && <p className={styles['sent']}>{say.signIn.email.sent}</p>}</div>
			<FaultLine text={fault === undefined ? undefined : faultWords(fault)} />
			<form
				className={styles['form']}
				onSubmit={(event) => {
					event.preventDefault();
					void send(String(new FormData(event.currentTarget).get('email') ?? '').trim());
				}}
			>
				<Field label={say.signIn.email.label}>
					{(control) => (
						<input
							{...control}
							name="email"
							type="email"
							required
							autoComplete="email"
							inputMode="email"
							className={fieldStyles['control']}
						/>
					)}
				</Field>
				<Button type="submit" disabled={sent === 'sending'}>
					{say.signIn.email.submit}
				</Button>
			</form>
		</section>
	);
}
