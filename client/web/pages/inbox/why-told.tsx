/** Why somebody got this, in the words of whoever decided it, and the ways it went; asked for only when wanted. */
import { useState } from 'react';
import { useWedding } from '../../../react/use-view.ts';
import { useParts } from '../../app-parts.ts';
import rowStyles from '../../components/row.module.css';
import { useFaultWords } from '../../fault-words.ts';
import { useAllWords } from '../../messages/all-words.ts';
import { type WhyTold as Told, whyTold } from '../../relay/notifications.ts';
import type { Fault } from '../../relay/relay.ts';
import styles from './inbox.module.css';

export function WhyTold({ id }: { readonly id: string }) {
	const { say } = useAllWords();
	const { relay } = useParts();
	const wedding = useWedding();
	const [told, setTold] = useState<Told | undefined>(undefined);
	const [fault, setFault] = useState<Fault | undefined>(undefined);
	const ask = async () => {
		if (told !== undefined) return;
		const answer = await whyTold(relay, wedding.id, id);
		setFault(answer.ok ? undefined : answer.error);
		if (answer.ok) setTold(answer.value);
	};
	return (
		<details
			className={`${styles['why']} ${rowStyles['above']}`}
			onToggle={(event) => event.currentTarget.open && void ask()}
		>
			<summary>{say.inbox.why}</summary>
			<div className={styles['because']} aria-live="polite">
				{fault !== undefined && told === undefined && <Fault fault={fault} />}
				{told !== undefined && <Reasons told={told} />}
			</div>
		</details>
	);
}

function Fault({ fault }: { readonly fault: Fault }) {
	const faultWords = useFaultWords();
	return <p>{faultWords(fault)}</p>;
}

function Reasons({ told: { reasons, deliveries } }: { readonly told: Told }) {
	const { say } = useAllWords();
	return (
		<>
			{reasons.length === 0 && <p>{say.inbox.whyNone}</p>}
			{reasons.map(({ code, text }) => (
				<p key={code}>{text}</p>
			))}
			{deliveries.length > 0 && (
				<ul aria-label={say.inbox.ways}>
					{deliveries.map(({ channel, state }, index) => (
						<li key={`${channel} ${index}`}>
							{say.channels[channel] ?? channel}: {say.deliveryStates[state] ?? state}
						</li>
					))}
				</ul>
			)}
		</>
	);
}
