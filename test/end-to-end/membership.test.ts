/**
 * Killed at every step of the write path while people come, go and change their role: what the disk holds then says the same
 * of everybody in the plan, in the membership, in the events and in the audit.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as Y from 'yjs';
import { whyNotWhole } from '../../server/store/rebuild.ts';
import { openSqlite } from '../../server/store/sqlite.ts';
import { verify } from '../../server/store/verify.ts';
import { testClock } from '../../shared/clock.ts';
import { readPlan } from '../../shared/document/document.ts';
import { weddingId } from '../../shared/ids.ts';
import { seededRandom } from '../../shared/random.ts';
import { type ServerProcess, startServer } from '../world/server.ts';

let server: ServerProcess;
let wedding: string;
let token: string;
let made = 0;

beforeAll(async () => {
	server = await startServer();
	const body = { name: 'Ada & Noor', date: '2027-06-12', timeZone: 'Europe/London' };
	wedding = (await call('/api/weddings', 'POST', server.operatorKey, body)).id;
	const wish = { wedding, name: 'Ada', role: 'couple', ttlSeconds: 86_400 };
	token = (await call('/api/tokens', 'POST', server.operatorKey, wish)).token;
});
afterAll(() => server?.remove());

async function call(path: string, method: string, bearer: string, body?: unknown): Promise<Made> {
	const response = await fetch(server.url + path, {
		method,
		headers: { Authorization: `Bearer ${bearer}` },
		...(body === undefined ? {} : { body: JSON.stringify(body) }),
	});
	return response.json() as Promise<Made>;
}
type Made = { readonly id: string; readonly token: string };

/** Until the server is gone. */
async function comeAndGo(): Promise<void> {
	const people = `/api/weddings/${wedding}/people`;
	try {
		for (;;) {
			const id = `p${made++}`;
			await call(people, 'POST', token, { id, name: `Person ${id}`, role: 'helper' });
			await call(`${people}/${id}`, 'PATCH', token, { role: 'vendor', trade: 'florist' });
			await call(`${people}/${id}`, 'DELETE', token);
			if (made % 2 === 0) await call(`${people}/${id}/restore`, 'POST', token);
		}
	} catch (cause) {
		if (!(cause instanceof TypeError)) throw cause;
	}
}

async function found() {
	const path = join(server.data, 'wedsync.db');
	const store = await openSqlite({ path, random: seededRandom(1), clock: testClock() });
	const id = weddingId.parse(wedding);
	const { rows, snapshot } = await store.load(id, 'plan');
	const doc = new Y.Doc();
	if (snapshot !== undefined) Y.applyUpdate(doc, snapshot.state);
	for (const { update } of rows) Y.applyUpdate(doc, update);
	const members = (await store.members(id)).filter(({ removedAt }) => removedAt === undefined);
	const events = await store.events(id, { seq: 0, index: 0 }, 100_000);
	const audit = await store.audit(id, 0, 100_000);
	await store.close();
	const counts = (types: readonly string[], wanted: readonly string[]) =>
		types.filter((type) => wanted.includes(type)).length;
	const eventTypes = events.map(({ type }) => type);
	const actions = audit.map(({ action }) => action);
	return {
		records: readPlan(doc)
			.people.map(({ id: person, role, trade }) => `${person} ${role} ${trade}`)
			.sort(),
		members: members.map(({ person, role, trade }) => `${person} ${role} ${trade}`).sort(),
		joinedAndLeft: [counts(eventTypes, ['person.joined']), counts(eventTypes, ['person.left'])],
		audited: [counts(actions, ['person.joined', 'person.restored']), counts(actions, ['person.removed'])],
		findings: verify(path, whyNotWhole).findings,
	};
}

it.each(['judged:8', 'inserted:3', 'committed:8', 'appended:5'])(
	'[M3] [ST46] [ST48] killed at "%s", plan, membership, events and audit say the same',
	async (step) => {
		await server.stop();
		server = await server.again({ environment: { FAILPOINT: step } });
		await comeAndGo();
		await server.ended;
		const { records, members, joinedAndLeft, audited, findings } = await found();
		expect(members).toEqual(records);
		expect(audited).toEqual(joinedAndLeft);
		expect(findings).toEqual([]);
		expect(records.length).toBeGreaterThan(1);
		server = await server.again({ environment: { FAILPOINT: undefined } });
	},
);
