/** One tap that makes a link for somebody who is in the plan already. */
import { useState } from 'react';
import { useWedding } from '../../../react/use-view.ts';
import { useParts } from '../../app-parts.ts';
import { useFaultWords } from '../../fault-words.ts';
import { type Invitation, invite as ask, type NewInvite } from '../../relay/invites.ts';

export function useInvitePerson(made: (invite: NewInvite) => void): {
	readonly isWorking: boolean;
	invite(invitation: Invitation): void;
} {
	const { relay, notices } = useParts();
	const wedding = useWedding();
	const faultWords = useFaultWords();
	const [isWorking, setWorking] = useState(false);
	const send = async (invitation: Invitation) => {
		setWorking(true);
		const answer = await ask(relay, wedding.id, invitation);
		setWorking(false);
		if (answer.ok) made(answer.value);
		else notices.say({ text: faultWords(answer.error), tone: 'bad' });
	};
	return { isWorking, invite: (invitation) => void send(invitation) };
}
