/** How a call for help is worded for who calls: a guest's goes to those who run the day, and is never anything but urgent. */
import { useParts } from '../../app-parts.ts';
import { useWords } from '../../messages/messages.ts';

export function useHelpWords(wedding: string) {
	const { say } = useWords();
	const { sessions } = useParts();
	const { send, sending, sent, urgencyHints, guest } = say.help;
	if (sessions.of(wedding)?.role !== 'guest')
		return { send, sending, sent, hints: urgencyHints, hasUrgency: true };
	return { ...guest, hints: { emergency: guest.hint, high: guest.hint }, hasUrgency: false };
}
