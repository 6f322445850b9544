/** What the SDK asks for over real sockets and HTTP: addresses get logged by whatever stands between, so no address says a secret. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { expect, test } from 'vitest';
import { openWedding } from '../../../client/sdk/open.ts';
import { memoryKeep, sessionShape } from '../../../client/sdk/session.ts';
import { listenForSync } from '../../../server/routes/sync.ts';
import { personId, weddingId } from '../../../shared/ids.ts';
import { closeCodes } from '../../../shared/wire/close-code.ts';
import { createHouse } from '../../world/house.ts';

test('[LG2] no token, refresh token or code is in any address that the SDK asks for, in a whole life of a session', async () => {
	const house = createHouse();
	const { wedding, ask } = await house.wedding();
	const invite = { role: 'family', name: 'Ruth' };
	const { code } = (await ask('POST', `/api/weddings/${wedding}/invites`, { body: invite })).body;
	const first = (await house.ask('POST', '/api/sign-in/redeem', { body: { code } })).body;

	const server = createServer(getRequestListener(house.app.fetch));
	const asked: { readonly url: string; readonly headers: string }[] = [];
	const note = ({ url = '', headers }: { url?: string; headers: object }) =>
		void asked.push({ url, headers: JSON.stringify(headers) });
	server.on('request', note);
	server.on('upgrade', note);
	const fatal = (fault: unknown): never => {
		throw fault;
	};
	const { rooms, clock } = house;
	const sync = listenForSync(server, { rooms, clock, fatal, authenticate: house.auth.askers.authenticate });
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

	const keep = memoryKeep(sessionShape.parse(first));
	const opened = await openWedding({ url, wedding, session: keep });
	opened.run({ name: 'tasks.create', input: { id: 'flowers', title: 'Flowers' } });
	await opened.receipted();
	// The relay takes the token no more: the SDK gets the next one, and comes again.
	await house.asOperator('POST', '/api/tokens/rotate-keys', { body: { forget: true } });
	const farewell = { code: closeCodes.tryAgain, reason: 'tested' };
	rooms.dismiss(weddingId.parse(wedding), personId.parse(first.person), farewell);
	await expect.poll(() => keep.read()?.token !== first.token, { timeout: 20_000 }).toBe(true);
	opened.run({ name: 'tasks.create', input: { id: 'band', title: 'Band' } });
	await opened.receipted();
	const second = keep.read();
	await opened.signOut();
	await opened.close();
	await rooms.close();
	sync.close();
	server.close();

	const paths = asked.map((one) => one.url.replace(/\?.*/, ''));
	expect(paths).toContain(`/sync/${wedding}`);
	expect(paths).toContain('/api/session/refresh');
	expect(paths).toContain('/api/session/sign-out');
	const secrets = [
		first.token,
		first.refreshToken,
		second?.token,
		second?.refreshToken,
		code,
		'eyJ',
		'wsrt_',
		'wsi_',
	];
	for (const secret of secrets) {
		expect(asked.filter((one) => one.url.includes(secret ?? 'nothing'))).toEqual([]);
	}
	// The token does travel: in a header.
	expect(asked.some(({ headers }) => headers.includes(first.token))).toBe(true);
});
