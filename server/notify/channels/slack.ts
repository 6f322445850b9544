/**
 * A room in Slack, behind an incoming webhook: 200 and `ok`, or a word that says what is wrong. About one message a second for each;
 * more than that is 429 with the seconds to wait. It knows no repetition.
 */
import type { Provider } from '../channel.ts';
import { type ChatDeps, postToRoom, type ReadAnswer } from './chat.ts';

export function createSlack(deps: ChatDeps): Provider<'slack'> {
	return {
		name: 'slack',
		channel: 'slack',
		knowsRepeats: false,
		best: 'accepted',
		price: () => 0,
		send({ to, content: { text, blocks } }) {
			// Pictures of links would be the loudest thing in the room, and words with an @ are names here.
			const body = {
				text,
				blocks,
				mrkdwn: true,
				link_names: false,
				unfurl_links: false,
				unfurl_media: false,
			};
			return postToRoom(to, JSON.stringify(body), { ...deps, read });
		},
	};
}

const read: ReadAnswer = ({ status, text }) => {
	if (status === 200 && text === 'ok') return 'accepted';
	const kind = words.get(text);
	return kind ?? (status < 300 ? 'ambiguous' : undefined);
};

/** Nobody but whoever set the webhook up can mend the first ones; the second are ours. */
const words: ReadonlyMap<string, ReturnType<ReadAnswer>> = new Map([
	['no_service', 'rejected-address'],
	['no_service_id', 'rejected-address'],
	['no_team', 'rejected-address'],
	['team_disabled', 'rejected-address'],
	['invalid_token', 'rejected-address'],
	['channel_not_found', 'rejected-address'],
	['channel_is_archived', 'rejected-address'],
	['action_prohibited', 'rejected-address'],
	['posting_to_general_channel_denied', 'rejected-address'],
	['user_not_found', 'rejected-address'],
	['invalid_payload', 'rejected-content'],
	['invalid_blocks', 'rejected-content'],
	['no_text', 'rejected-content'],
	['too_many_attachments', 'rejected-content'],
	['rollup_error', 'transient'],
	['rate_limited', 'throttled'],
	['ratelimited', 'throttled'],
]);
