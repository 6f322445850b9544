/** This device: as whom it is signed in, the other weddings, and signing out, with a warning while something is unsent. */
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useHandle, useWedding } from '../../../react/use-view.ts';
import { useParts } from '../../app-parts.ts';
import { Button } from '../../components/button.tsx';
import { Section } from '../../components/page.tsx';
import { useWords } from '../../messages/messages.ts';
import { roleWords } from '../../value-words.ts';
import styles from './more.module.css';

export function DeviceSection() {
	const words = useWords();
	const { say } = words;
	const { sessions } = useParts();
	const { id, person } = useWedding();
	const [, navigate] = useLocation();
	const waiting = useHandle(({ status }) => status.device.waiting + status.relay.waiting);
	const [isAsking, setAsking] = useState(false);
	const leave = () => {
		sessions.forget(id);
		navigate('~/', { replace: true });
	};
	return (
		<Section title={say.more.deviceTitle}>
			<div className={styles['stack']}>
				<p>{say.more.signedInAs(person.name, roleWords(person.role, words))}</p>
				{isAsking && waiting > 0 && <p role="alert">{say.more.signOutWarning(waiting)}</p>}
				<div className={styles['buttons']}>
					<Link href="~/" className={styles['link']}>
						{say.more.switch}
					</Link>
					<Button look="danger" onClick={() => (waiting > 0 && !isAsking ? setAsking(true) : leave())}>
						{isAsking ? say.more.signOutSure : say.more.signOut}
					</Button>
					{isAsking && <Button onClick={() => setAsking(false)}>{say.more.stay}</Button>}
				</div>
			</div>
		</Section>
	);
}
