/**
 * A room in Teams, behind a flow of Power Automate: 202 says that the flow has it, and nobody says what the flow made of it. A flow takes
 * 28 kB and about four messages a second; what is larger is never sent. The `sig` in its address is the key.
 */
import type { Provider } from '../channel.ts';
import { type ChatDeps, postToRoom, type ReadAnswer } from './chat.ts';

export function createTeams(deps: ChatDeps): Provider<'teams'> {
	return {
		name: 'teams',
		channel: 'teams',
		knowsRepeats: false,
		best: 'accepted',
		price: () => 0,
		async send({ to, content: { card } }) {
			const attachment = {
				contentType: 'application/vnd.microsoft.card.adaptive',
				contentUrl: null,
				content: card,
			};
			const body = JSON.stringify({ type: 'message', attachments: [attachment] });
			if (Buffer.byteLength(body) > mostBytes) return { kind: 'rejected-content', detail: 'over 28 kB' };
			return postToRoom(to, body, { ...deps, read });
		},
	};
}

const read: ReadAnswer = ({ status, text }) => {
	if (status >= 200 && status < 300) return 'accepted';
	// A flow that is switched off, or whose owner has left, answers 400 as if the message were wrong.
	return status === 400 && switchedOff.test(text) ? 'rejected-address' : undefined;
};

const switchedOff =
	/WorkflowTriggerIsNotEnabled|WorkflowNotFound|DirectApiAuthorizationRequired|FlowNotFound/;
const mostBytes = 28_000;
