/** One's own e-mail address, kept by the relay and shown to nobody else: where a new link goes when a device is lost. */
import { useCallback } from 'react';
import { useWedding } from '../../../react/use-view.ts';
import { useParts } from '../../app-parts.ts';
import { TextField } from '../../components/text-field.tsx';
import { useFaultWords } from '../../fault-words.ts';
import { useWords } from '../../messages/messages.ts';
import { contact, saveContact } from '../../relay/me.ts';
import { useAsked } from '../../use-asked.ts';

export function EmailContact() {
	const { say } = useWords();
	const { relay, notices } = useParts();
	const { id } = useWedding();
	const faultWords = useFaultWords();
	const asked = useAsked(useCallback(() => contact(relay, id), [relay, id]));
	const save = async (text: string) => {
		const email = text.trim() === '' ? null : text.trim();
		const answer = await saveContact(relay, id, email);
		asked.again();
		if (answer.ok) notices.say({ text: say.devices.emailSaved, tone: 'calm' });
		else notices.say({ text: faultWords(answer.error), tone: 'bad' });
	};
	// Not known without a network, and then not to be changed either.
	if (asked.value === undefined) return null;
	return (
		<TextField
			label={say.devices.email}
			hint={say.devices.emailHint}
			value={asked.value.email ?? ''}
			commit={(text) => void save(text)}
		/>
	);
}
