/**
 * A guest's device: as whom it is signed in, and signing out, which leaves nothing of the wedding here, not even the plan of
 * somebody who was no guest before; what they had not sent is said first.
 */
import { useState } from 'react';
import { useLocation } from 'wouter';
import { useParts } from '../../app-parts.ts';
import { SureButton } from '../../components/sure-button.tsx';
import { useWords } from '../../messages/messages.ts';
import type { Session } from '../../../sdk/session.ts';
import { forgetInbox } from '../../inbox.ts';
import { forgetProgramme } from '../../relay/programme.ts';
import { anything } from '../../relay/relay.ts';
import { roleWords } from '../../value-words.ts';
import styles from './programme.module.css';

export function GuestDevice({ session }: { readonly session: Session }) {
	const { wedding, name, role } = session;
	const words = useWords();
	const { say } = words;
	const { relay, sessions, storage, photos, onThisDevice } = useParts();
	const [, navigate] = useLocation();
	const [unsent, setUnsent] = useState(0);
	const leave = async () => {
		const left = await onThisDevice(session);
		// A device whose storage cannot be read has nothing to lose there.
		const found = unsent > 0 ? 0 : await left.unsent().catch(() => 0);
		if (found > 0) return setUnsent(found);
		// Signed out here whatever the relay says; without a network the session there ends by itself.
		await relay.ask({ wedding, method: 'POST', path: '/session/sign-out', body: {}, shape: anything });
		await left.erase().catch(() => undefined);
		await photos.forget(wedding);
		sessions.forget(wedding);
		forgetProgramme(storage, wedding);
		forgetInbox(storage, wedding);
		navigate('~/', { replace: true });
	};
	return (
		<div className={styles['device']}>
			<span>{say.more.signedInAs(name, roleWords(role, words))}</span>
			{unsent > 0 && <span role="alert">{say.more.signOutWarning(unsent)}</span>}
			<SureButton act={() => void leave()} sure={say.more.signOutSure}>
				{say.more.signOut}
			</SureButton>
		</div>
	);
}
