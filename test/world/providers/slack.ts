/** Slack's incoming webhooks on this machine: a room for each path, its words for what is wrong, one message a second. */
import { type Answer, jsonIn, type LocalProvider, localProvider } from './local.ts';

export interface SlackServer extends LocalProvider {
	readonly room: string;
	/** Its next answers to anybody, as Slack words them. */
	refuse(word: keyof typeof refusals): void;
}

export async function slackServer(): Promise<SlackServer> {
	const server = await localProvider((request): Answer => {
		if (request.path !== path) return said(404, 'no_service');
		if (!request.headers['content-type']?.startsWith('application/json')) return said(400, 'invalid_payload');
		const { text, blocks = [] } = jsonIn(request);
		if (typeof text !== 'string' || text === '') return said(400, 'no_text');
		const isWrong =
			blocks.length > 50 || blocks.some((block: Block) => (block.text?.text.length ?? 1) > 3_000);
		return isWrong ? said(400, 'invalid_blocks') : said(200, 'ok');
	});
	return {
		...server,
		room: `${server.url}${path}`,
		refuse: (word) =>
			server.next(said(refusals[word], word, word === 'rate_limited' ? { 'Retry-After': '30' } : {})),
	};
}

export const refusals = {
	invalid_payload: 400,
	user_not_found: 400,
	action_prohibited: 403,
	posting_to_general_channel_denied: 403,
	channel_not_found: 404,
	no_service: 404,
	channel_is_archived: 410,
	rate_limited: 429,
	rollup_error: 500,
} as const;

interface Block {
	readonly text?: { readonly text: string };
}
const path = '/services/T0001/B0001/abcdefghijklmnopqrstuvwx';
const said = (status: number, body: string, headers: Readonly<Record<string, string>> = {}): Answer => ({
	status,
	body,
	headers: { 'Content-Type': 'text/plain', ...headers },
});
