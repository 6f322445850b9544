/** Comments that somebody who manages them has taken away. */
import { describe, expect, it } from 'vitest';
import { createHouse } from '../../world/house.ts';

async function commented() {
	const house = createHouse();
	const maria = await house.wedding('couple');
	const at = `/api/weddings/${maria.wedding}`;
	const join = async (role: string) => {
		const body = { wedding: maria.wedding, name: role, role };
		const { token, person } = (await house.asOperator('POST', '/api/tokens', { body })).body;
		return { ask: house.as(token), person };
	};
	const [wren, priya] = [await join('vendor'), await join('coordinator')];
	await maria.ask('POST', `${at}/tasks`, { body: { id: 't', title: 'Flowers', owner: wren.person } });
	await wren.ask('POST', `${at}/comments`, { body: { id: 'c', on: 'task:t', text: 'Rude' } });
	const statusOf = async (who: typeof wren, method: string, path: string) =>
		(await who.ask(method, `${at}/comments/${path}`)).status;
	return { maria: { ask: maria.ask, person: maria.person }, wren, priya, statusOf };
}

describe('a comment that was deleted', () => {
	it('[G14] by whoever manages comments is not restored by its author', async () => {
		const { maria, wren, priya, statusOf } = await commented();
		expect(await statusOf(priya, 'DELETE', 'c')).toBe(200);
		expect(await statusOf(wren, 'POST', 'c/restore')).toBe(403);
		expect(await statusOf(maria, 'POST', 'c/restore')).toBe(200);
	});

	it('[G14] by its author is restored by its author', async () => {
		const { wren, statusOf } = await commented();
		expect(await statusOf(wren, 'DELETE', 'c')).toBe(200);
		expect(await statusOf(wren, 'POST', 'c/restore')).toBe(200);
	});
});
