/**
 * This device: as whom it is signed in, the other weddings, and signing out, which leaves nothing of the wedding here. While
 * something is unsent it says how much, and only goes on when told to.
 */
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useWedding } from '../../../react/use-view.ts';
import { useParts } from '../../app-parts.ts';
import { Button } from '../../components/button.tsx';
import { Section } from '../../components/page.tsx';
import { useWords } from '../../messages/messages.ts';
import { forgetInbox } from '../../inbox.ts';
import { forgetProgramme } from '../../relay/programme.ts';
import { roleWords } from '../../value-words.ts';
import styles from './more.module.css';

export function DeviceSection() {
	const words = useWords();
	const { say } = words;
	const { person } = useWedding();
	const { unsent, isWorking, leave, stay } = useSignOut();
	return (
		<Section title={say.more.deviceTitle}>
			<div className={styles['stack']}>
				<p>{say.more.signedInAs(person.name, roleWords(person.role, words))}</p>
				<p className={styles['calm']}>{say.more.signOutHint}</p>
				{unsent !== undefined && (
					<p role="alert" className={styles['because']}>
						{say.more.signOutWarning(unsent)}
					</p>
				)}
				<div className={styles['buttons']}>
					<Link href="~/" className={styles['link']}>
						{say.more.switch}
					</Link>
					<Button look="danger" disabled={isWorking} onClick={() => leave(unsent !== undefined)}>
						{unsent === undefined ? say.more.signOut : say.more.signOutSure}
					</Button>
					{unsent !== undefined && <Button onClick={stay}>{say.more.stay}</Button>}
				</div>
			</div>
		</Section>
	);
}

function useSignOut() {
	const { sessions, storage, notices, push, photos } = useParts();
	const { say } = useWords();
	const wedding = useWedding();
	const [, navigate] = useLocation();
	const [unsent, setUnsent] = useState<number | undefined>(undefined);
	const [isWorking, setWorking] = useState(false);
	const leave = async (force: boolean) => {
		setWorking(true);
		// While we are still somebody there: nothing may ring here for whoever has left.
		const wasOn = push.state(wedding.id) === 'on';
		if (wasOn) await push.turnOff(wedding.id);
		const left = await wedding.signOut({ force });
		if (!left.ok && wasOn) await push.turnOn(wedding.id);
		setWorking(false);
		if (!left.ok) return setUnsent(left.error.unsent);
		await photos.forget(wedding.id);
		// First the session: what another tab still hears is written down for nobody.
		sessions.forget(wedding.id);
		forgetProgramme(storage, wedding.id);
		forgetInbox(storage, wedding.id);
		notices.say({ text: say.more.signedOut, tone: 'calm' });
		navigate('~/', { replace: true });
	};
	return {
		unsent,
		isWorking,
		leave: (force: boolean) => void leave(force),
		stay: () => setUnsent(undefined),
	};
}
