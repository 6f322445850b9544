/** Photos over HTTP: who brings them, who sees them, what of them is kept. */
import { describe, expect, it } from 'vitest';
import { roles } from '../../../shared/access/roles.ts';
import { hashOf } from '../../contracts/blob-files.ts';
import { createHouse } from '../../world/house.ts';
import { hasPlace, jpeg, png } from '../../world/photo.ts';

async function atWedding() {
	const house = createHouse();
	const maria = await house.wedding('couple');
	const blobs = `/api/weddings/${maria.wedding}/blobs`;
	const send =
		(token: string) =>
		async (method: string, path: string, bytes?: Uint8Array, headers = {}) => {
			const response = await house.app.request(path, {
				method,
				headers: { Authorization: `Bearer ${token}`, ...headers },
				...(bytes === undefined ? {} : { body: new Uint8Array(bytes) }),
			});
			return {
				status: response.status,
				headers: response.headers,
				bytes: new Uint8Array(await response.arrayBuffer()),
			};
		};
	const somebody = async (role: string) => {
		const body = { wedding: maria.wedding, name: `The ${role}`, role };
		const { token, person } = (await house.asOperator('POST', '/api/tokens', { body })).body;
		return { send: send(token), ask: house.as(token), person: person as string };
	};
	return { house, ...maria, send: send(maria.token), blobs, somebody };
}
const said = (bytes: Uint8Array) => JSON.parse(Buffer.from(bytes).toString('utf8'));
const photo = jpeg();
const name = hashOf(photo);

describe('a photo', () => {
	it('[BL4] is brought once, however often, and comes back without its place, to be kept for good', async () => {
		const { send, blobs } = await atWedding();
		const first = await send('PUT', `${blobs}/${name}`, photo);
		const again = await send('PUT', `${blobs}/${name}`, photo);
		expect([first.status, again.status, said(again.bytes)]).toEqual([201, 200, said(first.bytes)]);
		const { size, ...rest } = said(first.bytes);
		expect(rest).toEqual({ sha256: name, type: 'image/jpeg', url: `${blobs}/${name}` });
		const got = await send('GET', `${blobs}/${name}`);
		expect([got.status, got.bytes.length, hasPlace(got.bytes)]).toEqual([200, size, false]);
		const header = (title: string) => got.headers.get(title);
		expect([header('Content-Type'), header('X-Content-Type-Options'), header('Cache-Control')]).toEqual([
			'image/jpeg',
			'nosniff',
			'private, max-age=31536000, immutable',
		]);
		const etag = header('ETag') ?? '';
		expect(etag).toBe(`"${hashOf(got.bytes)}"`);
		const known = await send('GET', `${blobs}/${name}`, undefined, { 'If-None-Match': etag });
		expect([known.status, known.bytes.length]).toEqual([304, 0]);
		expect((await send('GET', `${blobs}/${hashOf(got.bytes)}`)).bytes).toEqual(got.bytes);
	});

	it('[BL3] keeps its place if that is wanted', async () => {
		const { send, blobs } = await atWedding();
		expect((await send('PUT', `${blobs}/${name}?location=keep`, photo)).status).toBe(201);
		expect((await send('GET', `${blobs}/${name}`)).bytes).toEqual(new Uint8Array(photo));
		expect((await send('PUT', `${blobs}/${name}?location=perhaps`, photo)).status).toBe(422);
	});

	it('[BL2] is refused when it is not what it is named, no photo, broken, or too large', async () => {
		const { send, blobs } = await atWedding();
		const tries: [string, Uint8Array, number, string][] = [
			[hashOf(png()), photo, 422, 'invalid-value'],
			['nothing', photo, 422, 'invalid-value'],
			['page', Buffer.from('<!doctype html><script>alert(1)</script>'), 415, 'wrong-type'],
			['cut', photo.subarray(0, 80), 422, 'invalid-value'],
			['large', new Uint8Array(10 * 1024 * 1024 + 1), 413, 'too-large'],
			['empty', new Uint8Array(), 415, 'wrong-type'],
		];
		for (const [as, bytes, status, code] of tries) {
			const path = `${blobs}/${/^[0-9a-f]{64}$/.test(as) || as === 'nothing' ? as : hashOf(bytes)}`;
			const answer = await send('PUT', path, bytes);
			expect([as, answer.status, said(answer.bytes).code]).toEqual([as, status, code]);
			expect((await send('GET', path)).status).toBe(404);
		}
		// Large, and yet none too large: the limit of other bodies is not that of photos.
		const noise = Buffer.concat([png().subarray(0, 33), Buffer.alloc(0)]);
		const large = Buffer.concat([noise, chunkOf(2 * 1024 * 1024), png().subarray(33)]);
		expect((await send('PUT', `${blobs}/${hashOf(large)}`, large)).status).toBe(201);
		const body = JSON.stringify({ title: 'x'.repeat(2 * 1024 * 1024) });
		const other = blobs.replace('/blobs', '/tasks');
		expect((await send('POST', other, Buffer.from(body))).status).toBe(413);
	});

	it('[BL5] is seen by who brought it, and by everybody of the plan once a task names it', async () => {
		const { house, send, ask, blobs, wedding, somebody } = await atWedding();
		const wren = await somebody('vendor');
		const { body: task } = await ask('POST', `/api/weddings/${wedding}/tasks`, {
			body: { title: 'Arch', owner: wren.person },
		});
		expect((await wren.send('PUT', `${blobs}/${name}`, photo)).status).toBe(201);
		expect((await wren.send('GET', `${blobs}/${name}`)).status).toBe(200);
		expect((await send('GET', `${blobs}/${name}`)).status).toBe(404);
		const ticked = await wren.ask('PATCH', `/api/weddings/${wedding}/tasks/${task.id}`, {
			body: { status: 'done', evidence: [name] },
		});
		expect([ticked.status, ticked.body.evidence]).toEqual([200, [name]]);
		for (const role of roles) {
			const { send: theirs } = await somebody(role);
			const expected = role === 'guest' ? 404 : 200;
			expect([role, (await theirs('GET', `${blobs}/${name}`)).status]).toEqual([role, expected]);
		}
		const stranger = await house.wedding('couple');
		const other = `/api/weddings/${stranger.wedding}/blobs/${name}`;
		expect((await stranger.ask('GET', other)).status).toBe(404);
		expect((await stranger.ask('GET', `${blobs}/${name}`)).status).toBe(403);
		expect((await house.ask('GET', `${blobs}/${name}`)).status).toBe(401);
	});

	it('[BL5] is brought by those who have a part in the plan', async () => {
		const { blobs, somebody } = await atWedding();
		for (const role of roles) {
			const { send: theirs } = await somebody(role);
			const may = !['guest', 'support'].includes(role);
			const own = Buffer.concat([photo, Buffer.from(role)]);
			expect([role, (await theirs('PUT', `${blobs}/${hashOf(own)}`, own)).status]).toEqual([
				role,
				may ? 201 : 403,
			]);
		}
	});
});

function chunkOf(length: number): Buffer {
	const head = Buffer.from('\0\0\0\0IDAT', 'latin1');
	head.writeUInt32BE(length);
	return Buffer.concat([head, Buffer.alloc(length), Buffer.alloc(4)]);
}
