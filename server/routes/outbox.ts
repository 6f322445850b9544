/**
 * The development outbox as a page: a shell that anybody may load and that holds nothing, and the messages for whoever sends the printed
 * code in a header. Guards: the code is in no address that a server, a log or a history sees; without it nothing is said, not even how
 * many there are.
 */
import { type Context, Hono } from 'hono';
import { createMiddleware } from 'hono/factory';
import { type Channel, channels } from '../../shared/notices/channel.ts';
import type { OutboxCode } from '../auth/outbox-code.ts';
import type { Outbox } from '../notify/channels/outbox.ts';
import { outboxLook } from './outbox-look.ts';
import { messagesHtml, shellHtml } from './outbox-page.ts';
import { outboxScript } from './outbox-script.ts';
import { type Problem, sayProblem } from './problem.ts';

export interface OutboxDoor {
	readonly outbox: Outbox;
	readonly code: Pick<OutboxCode, 'isGiven'>;
	/** Channels that nobody is configured for. */
	readonly unserved: readonly Channel[];
}

export function outboxRoutes({ outbox, code, unserved }: OutboxDoor): Hono {
	const routes = new Hono();
	const opened = createMiddleware(async (context, next) => {
		if (code.isGiven(context.req.header('Authorization'))) return next();
		return sayProblem(context, closed);
	});
	routes.get('/', (context) => {
		context.header('Content-Security-Policy', policy);
		return context.html(shellHtml(unserved));
	});
	routes.get('/look.css', (context) => sayFile(context, outboxLook, 'text/css'));
	routes.get('/page.js', (context) => sayFile(context, outboxScript, 'text/javascript'));
	routes.get('/messages', opened, (context) => {
		const channel = channels.find((name) => name === context.req.query('channel'));
		return context.html(messagesHtml({ outbox, channel }));
	});
	routes.get('/last', opened, (context) => context.json({ last: outbox.last }));
	routes.post('/clear', opened, (context) => {
		outbox.clear();
		return context.body(null, 204);
	});
	return routes;
}

const sayFile = (context: Context, text: string, type: string): Response =>
	context.body(text, 200, { 'Content-Type': `${type}; charset=utf-8`, 'Cache-Control': 'no-cache' });

/** Mails are shown in frames that run nothing, with the styles that stand in them; they inherit this. */
const policy =
	"default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const closed: Problem = {
	code: 'signed-out',
	detail: 'Open the address that the server printed at its start, behind "Development outbox".',
};
