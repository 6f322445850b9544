/** A photo by the sealed address that stands in a mail: who it is shown to, and for how long. */
import { describe, expect, it } from 'vitest';
import { personId, weddingId } from '../../../shared/ids.ts';
import { hashOf } from '../../contracts/blob-files.ts';
import { createHouse } from '../../world/house.ts';
import { jpeg } from '../../world/photo.ts';

const photo = jpeg();
const sha256 = hashOf(photo);

/** A photo that proves a task, and a vendor who was told of it. */
async function told() {
	const house = createHouse();
	const maria = await house.wedding('couple');
	const { wedding } = maria;
	const issue = { wedding, name: 'Wren', role: 'vendor' };
	const wren = (await house.asOperator('POST', '/api/tokens', { body: issue })).body;
	const brought = await house.app.request(`/api/weddings/${wedding}/blobs/${sha256}`, {
		method: 'PUT',
		headers: { Authorization: `Bearer ${maria.token}` },
		body: new Uint8Array(photo),
	});
	expect(brought.status).toBe(201);
	const ask = house.as(maria.token);
	await ask('POST', `/api/weddings/${wedding}/tasks`, {
		body: { id: 'arch', title: 'Arch', evidence: [sha256] },
	});
	const claim = { wedding: weddingId.parse(wedding), person: personId.parse(wren.person), sha256 };
	const path = new URL(house.auth.photoLinks.link(claim, house.clock.now())).pathname;
	const see = async (at = path) => {
		const response = await house.app.request(at);
		return [response.status, response.headers.get('Content-Type')];
	};
	return { house, ask, wedding, wren, path, see };
}
const shown = [200, 'image/jpeg'];
const nothing = [404, 'application/problem+json'];

describe('a photo in a message', () => {
	it('[BL8] is seen without signing in, for a month', async () => {
		const { house, see } = await told();
		expect(await see()).toEqual(shown);
		house.clock.advance(29 * day);
		expect(await see()).toEqual(shown);
		house.clock.advance(day);
		expect(await see()).toEqual(nothing);
	});

	it('[BL8] is not seen by an address with another photo, person, wedding or end in it', async () => {
		const { see, path } = await told();
		const [wedding = '', person = '', hash = '', ends = '', mac = ''] = path
			.slice('/photos/'.length)
			.split('.');
		const forged = [
			[wedding, person, hashOf(new Uint8Array([1])), ends, mac],
			[wedding, `${person}x`, hash, ends, mac],
			[`${wedding}x`, person, hash, ends, mac],
			[wedding, person, hash, String(Number(ends) + 1), mac],
			[wedding, person, hash, ends, `${mac.slice(0, -1)}${mac.endsWith('A') ? 'B' : 'A'}`],
			['a-guess'],
		];
		for (const parts of forged) expect(await see(`/photos/${parts.join('.')}`)).toEqual(nothing);
	});

	it('[BL8] is not shown to whoever was removed, nor when no task names it any more', async () => {
		const { ask, see, wedding, wren } = await told();
		await ask('PATCH', `/api/weddings/${wedding}/tasks/arch`, { body: { evidence: [] } });
		expect(await see()).toEqual(nothing);
		await ask('PATCH', `/api/weddings/${wedding}/tasks/arch`, { body: { evidence: [sha256] } });
		expect(await see()).toEqual(shown);
		await ask('DELETE', `/api/weddings/${wedding}/people/${wren.person}`);
		expect(await see()).toEqual(nothing);
	});
});

const day = 24 * 60 * 60 * 1_000;
