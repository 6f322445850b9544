/** A guest's device: as whom it is signed in, and signing out, which leaves nothing of the wedding here. */
import { useLocation } from 'wouter';
import { useParts } from '../../app-parts.ts';
import { SureButton } from '../../components/sure-button.tsx';
import { useWords } from '../../messages/messages.ts';
import type { Session } from '../../../sdk/session.ts';
import { forgetProgramme } from '../../relay/programme.ts';
import { anything } from '../../relay/relay.ts';
import { roleWords } from '../../value-words.ts';
import styles from './programme.module.css';

export function GuestDevice({ session: { wedding, name, role } }: { readonly session: Session }) {
	const words = useWords();
	const { say } = words;
	const { relay, sessions, storage } = useParts();
	const [, navigate] = useLocation();
	const leave = async () => {
		// Signed out here whatever the relay says; without a network the session there ends by itself.
		await relay.ask({ wedding, method: 'POST', path: '/session/sign-out', body: {}, shape: anything });
		forgetProgramme(storage, wedding);
		sessions.forget(wedding);
		navigate('~/', { replace: true });
	};
	return (
		<div className={styles['device']}>
			<span>{say.more.signedInAs(name, roleWords(role, words))}</span>
			<SureButton act={() => void leave()} sure={say.more.signOutSure}>
				{say.more.signOut}
			</SureButton>
		</div>
	);
}
