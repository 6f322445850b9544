/**
 * Ending messages from the mail itself, without signing in (RFC 8058): POST does it, at once and as often as it is sent; GET only shows a
 * page with a button, because mail scanners open every link. Guards: the token in the path is all that counts, no cookie and no header;
 * no answer says whose it is.
 */
import { type Context, Hono } from 'hono';
import type { Language, PersonChannel } from '../../shared/notices/channel.ts';
import type { Consenting } from '../notify/consent.ts';
import type { UnsubscribeClaim, UnsubscribeLinks } from '../notify/unsubscribe.ts';
import type { Store } from '../store/store.ts';

export interface UnsubscribeRouteDeps {
	readonly unsubscribeLinks: Pick<UnsubscribeLinks, 'read'>;
	readonly consenting: Pick<Consenting, 'unsubscribe'>;
	readonly store: Pick<Store, 'preferences' | 'policy'>;
}

export function unsubscribeRoutes({ unsubscribeLinks, consenting, store }: UnsubscribeRouteDeps): Hono {
	const routes = new Hono();
	const languageOf = async ({ wedding, person }: UnsubscribeClaim): Promise<Language> =>
		(await store.preferences(wedding, person)).language ?? (await store.policy(wedding)).language ?? 'en';

	routes.get('/:token', async (context) => {
		const claim = unsubscribeLinks.read(context.req.param('token'));
		if (claim === undefined) return page(context, 404, 'en', unknown);
		const language = await languageOf(claim);
		const { ask, button } = words[language];
		return page(context, 200, language, [
			`<p>${ask(channelWords[language][claim.channel])}</p>`,
			// Without an address it goes to where this page came from.
			`<form method="post"><button>${button}</button></form>`,
		]);
	});
	routes.post('/:token', async (context) => {
		const claim = unsubscribeLinks.read(context.req.param('token'));
		if (claim === undefined) return page(context, 404, 'en', unknown);
		await consenting.unsubscribe(claim, claim.channel, claim.addressHash);
		const language = await languageOf(claim);
		return page(context, 200, language, [
			`<p>${words[language].done(channelWords[language][claim.channel])}</p>`,
		]);
	});
	return routes;
}

function page(context: Context, status: 200 | 404, language: Language, lines: readonly string[]): Response {
	context.header('Content-Security-Policy', "default-src 'none'; form-action 'self'; frame-ancestors 'none'");
	const head =
		'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">';
	const body = `<!doctype html><html lang="${language}"><head>${head}<title>WedSync</title></head><body><main><h1>WedSync</h1>${lines.join('')}</main></body></html>`;
	return context.html(body, status);
}

const channelWords: Readonly<Record<Language, Readonly<Record<PersonChannel, string>>>> = {
	en: {
		'in-app': 'messages',
		push: 'push messages',
		email: 'e-mails',
		sms: 'text messages',
		whatsapp: 'WhatsApp messages',
		voice: 'calls',
	},
	de: {
		'in-app': 'Nachrichten',
		push: 'Push-Nachrichten',
		email: 'E-Mails',
		sms: 'SMS',
		whatsapp: 'WhatsApp-Nachrichten',
		voice: 'Anrufe',
	},
};
const words: Readonly<
	Record<Language, { ask(what: string): string; button: string; done(what: string): string }>
> = {
	en: {
		ask: (what) => `Get no more ${what} about this wedding?`,
		button: 'Stop them',
		done: (what) =>
			`Done: you will get no more ${what} about this wedding. You can turn them on again in the app.`,
	},
	de: {
		ask: (what) => `Keine ${what} mehr zu dieser Hochzeit erhalten?`,
		button: 'Abbestellen',
		done: (what) =>
			`Erledigt: Sie erhalten keine ${what} mehr zu dieser Hochzeit. In der App können Sie sie wieder einschalten.`,
	},
};
const unknown = ['<p>This link is not one of ours, or it is not whole. Copy all of it from the mail.</p>'];
