/** How a call for help is worded for who calls: a guest's goes to those who run the day, and is never anything but urgent. */
import { useParts } from '../../app-parts.ts';
import { useAllWords } from '../../messages/all-words.ts';

export function useHelpWords(wedding: string) {
	const { say } = useAllWords();
	const { sessions } = useParts();
	const { send, sending, urgencyHints, guest } = say.calling;
	const { sent } = say.help;
	if (sessions.of(wedding)?.role !== 'guest')
		return { send, sending, sent, hints: urgencyHints, hasUrgency: true };
	return { ...guest, hints: { emergency: guest.hint, high: guest.hint }, hasUrgency: false };
}
