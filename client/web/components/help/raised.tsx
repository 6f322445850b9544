/** One's call is out: who has seen it, as it comes in, and the word that it is settled. */
import { useCallback, useEffect } from 'react';
import { every } from '../../../../shared/clock.ts';
import { useDevice } from '../../../react/device.ts';
import { useParts } from '../../app-parts.ts';
import { useFaultWords } from '../../fault-words.ts';
import { useWords } from '../../messages/messages.ts';
import { askAlerts, closeAlert } from '../../relay/alerts.ts';
import { useAsked } from '../../use-asked.ts';
import { Button } from '../button.tsx';
import styles from './help.module.css';
import { SeenBy } from './seen-by.tsx';
import { useHelpWords } from './use-help-words.ts';

export function Raised({
	wedding,
	id,
	close,
}: {
	readonly wedding: string;
	readonly id: string;
	readonly close: () => void;
}) {
	const { say } = useWords();
	const { relay, notices } = useParts();
	const { clock } = useDevice();
	const faultWords = useFaultWords();
	const said = useHelpWords(wedding);
	const { value, again } = useAsked(useCallback(() => askAlerts(relay, wedding), [relay, wedding]));
	// Guests have no socket, and a call for help is worth asking.
	useEffect(() => every(clock, LOOK_MS, again), [clock, again]);
	const alert = value?.find((one) => one.id === id);
	const settle = async () => {
		const answer = await closeAlert(relay, wedding, id);
		const text = answer.ok ? say.help.closed : faultWords(answer.error);
		notices.say({ text, tone: answer.ok ? 'calm' : 'bad' });
		if (answer.ok) close();
	};
	return (
		<div className={styles['body']}>
			<p role="status" className={styles['out']}>
				{said.sent}
			</p>
			{alert !== undefined && <SeenBy alert={alert} />}
			<p className={styles['hint']}>{say.help.waitingFor}</p>
			<div className={styles['buttons']}>
				<Button onClick={() => void settle()}>{say.help.done}</Button>
				<Button look="plain" onClick={close}>
					{say.app.close}
				</Button>
			</div>
		</div>
	);
}

const LOOK_MS = 2_000;
