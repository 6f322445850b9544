/** What somebody says they are doing on the day, in a word beside their face; nothing if they say nothing. */
import { useHandle } from '../../react/use-view.ts';
import { useWords } from '../messages/messages.ts';

export function ActivityWord({ person }: { readonly person: string }) {
	const { say } = useWords();
	const activity = useHandle(
		({ presence }) =>
			presence.find((peer) => peer.person.id === person && peer.activity !== undefined)?.activity,
	);
	if (activity === undefined || activity === 'off') return null;
	return <span>{say.activities[activity]}</span>;
}
