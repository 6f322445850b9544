/** Ending mail from the mail itself, as mail programs do it: one POST, nobody signed in. */
import { expect, it } from 'vitest';
import { personId, weddingId } from '../../../shared/ids.ts';
import { createHouse } from '../../world/house.ts';

async function withMail() {
	const house = createHouse();
	const maria = await house.wedding();
	const who = { wedding: weddingId.parse(maria.wedding), person: personId.parse(maria.person) };
	await maria.ask('PUT', '/api/me/contacts', { body: { email: 'maria@example.org' } });
	const link = house.auth.unsubscribeLinks.link(who.wedding, who.person, 'email', 'maria@example.org');
	const agreed = async () => (await house.store.reachBook(who.wedding)).people[0]?.agreed;
	return { house, maria, link, path: new URL(link).pathname, agreed };
}
const oneClick = {
	body: 'List-Unsubscribe=One-Click',
	headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
};

it('[RE13] one POST without cookies or a token ends it, again and again, and says so', async () => {
	const { house, path, agreed } = await withMail();
	expect(await agreed()).toEqual(['in-app', 'email']);
	const first = await house.ask('POST', path, oneClick);
	expect([first.status, first.headers.get('Set-Cookie'), await agreed()]).toEqual([200, null, ['in-app']]);
	expect((await house.ask('POST', path)).status).toBe(200);
	expect(first.body).toContain('no more e-mails');
	expect(first.body).not.toContain('Maria');
});

it('[RE13] looking at the link shows a button and ends nothing, whoever opens it', async () => {
	const { house, path, agreed, maria } = await withMail();
	const shown = await house.ask('GET', path);
	expect([shown.status, await agreed()]).toEqual([200, ['in-app', 'email']]);
	expect(shown.body).toContain('<form method="post"><button>');
	expect(shown.headers.get('Content-Security-Policy')).toBe(
		"default-src 'none'; form-action 'self'; frame-ancestors 'none'",
	);
	expect(shown.headers.get('Referrer-Policy')).toBe('no-referrer');
	expect((await house.ask('HEAD', path)).status).toBe(200);
	expect(await agreed()).toEqual(['in-app', 'email']);
	await maria.ask('PUT', '/api/me/preferences', { body: { language: 'de' } });
	expect((await house.ask('GET', path)).body).toContain('Abbestellen');
});

it('[RE13] a link that was changed in any one character ends nothing', async () => {
	const { house, path, agreed } = await withMail();
	const token = path.slice('/unsubscribe/'.length);
	const other = (text: string, place: number) =>
		`${text.slice(0, place)}${text[place] === 'A' ? 'B' : 'A'}${text.slice(place + 1)}`;
	for (let place = 0; place < token.length; place += 1)
		expect((await house.ask('POST', `/unsubscribe/${other(token, place)}`)).status).toBe(404);
	for (const bad of ['x', token.slice(0, -1), `${token}A`, 'a'.repeat(5_000)])
		expect((await house.ask('POST', `/unsubscribe/${bad}`)).status).toBe(404);
	expect(await agreed()).toEqual(['in-app', 'email']);
});

it('[RE13] an old mail ends what goes to its address, not what goes to the next one', async () => {
	const { house, path, agreed, maria } = await withMail();
	await maria.ask('PUT', '/api/me/contacts', { body: { email: 'new@example.org' } });
	expect((await house.ask('POST', path)).status).toBe(200);
	expect(await agreed()).toEqual(['in-app', 'email']);
});

it('[RE13] the token stands in no log line', async () => {
	const { house, path } = await withMail();
	await house.ask('POST', path);
	expect(JSON.stringify(house.logged)).not.toContain(path.slice(-20));
});
