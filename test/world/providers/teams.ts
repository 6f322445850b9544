/** A flow of Power Automate on this machine: takes a message with one card of at most 28 kB, and says 202. */
import { type Answer, jsonIn, type LocalProvider, localProvider } from './local.ts';

export interface TeamsServer extends LocalProvider {
	readonly room: string;
}

export async function teamsServer(): Promise<TeamsServer> {
	const server = await localProvider((request): Answer => {
		const url = new URL(request.path, 'http://flow.example');
		if (url.pathname !== path) return fault(404, 'WorkflowNotFound');
		if (url.searchParams.get('sig') !== sig) return fault(401, 'DirectApiAuthorizationRequired');
		if (Buffer.byteLength(request.body) > 28_672) return fault(413, 'RequestEntityTooLarge');
		const { type, attachments } = jsonIn(request);
		const isCard = attachments?.[0]?.contentType === 'application/vnd.microsoft.card.adaptive';
		return type === 'message' && isCard
			? { status: 202, body: '' }
			: fault(400, 'TriggerInputSchemaMismatch');
	});
	return { ...server, room: `${server.url}${path}?api-version=1&sp=%2Ftriggers&sv=1.0&sig=${sig}` };
}

export const fault = (status: number, code: string): Answer => ({
	status,
	body: { error: { code, message: `${code}.` } },
});

const path = '/workflows/0f1e/triggers/manual/paths/invoke';
const sig = 'k3yk3yk3yk3yk3yk3yk3yk3y';
