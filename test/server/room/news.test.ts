import { describe, expect, test } from 'vitest';
import type { Role } from '../../../shared/access/roles.ts';
import { openSections } from '../../world/sections.ts';
import { demoWedding, join, type Joined } from '../../world/wedding.ts';

const topics = ({ heard }: Joined) =>
	heard.flatMap((message) => (message.kind === 'news' ? [message.topic] : []));

describe('[S11] news of what is in no document', () => {
	test('goes to those who are meant, in every section, once a socket, and to no stock client', async () => {
		const sections = await openSections(1);
		const couple = await sections.invite('ada', 'couple');
		const vendor = await sections.invite('fleur', 'vendor');
		const lines = {
			plan: sections.enter(couple, 'plan'),
			budget: sections.enter(couple, 'budget'),
			vendor: sections.enter(vendor, 'plan'),
			stock: join(sections.room('plan'), { ...couple, wish: { receipts: false } }),
		};
		await sections.settled();
		sections.rooms.announce(demoWedding, 'suggestions', ({ role }) => role === 'couple');
		expect(Object.values(lines).map(topics)).toEqual([['suggestions'], ['suggestions'], [], []]);
	});

	test('judges whom it is for by what they are now', async () => {
		const sections = await openSections(2);
		const couple = await sections.invite('ada', 'couple');
		const raised = { until: sections.clock.now() + 60_000, by: couple.person, reason: 'rain' };
		const line = sections.enter(couple, 'plan');
		await sections.settled();
		const seen: unknown[] = [];
		sections.rooms.announce(demoWedding, 'emergency', (one) => seen.push(one.raised?.until) > 0);
		// Told to come again, it is not spoken to any more.
		sections.rooms.raise(demoWedding, couple.person, raised);
		sections.rooms.announce(demoWedding, 'emergency', (one) => seen.push(one.raised?.until) > 0);
		expect({ seen, topics: topics(line), closed: line.closedWith?.code }).toEqual({
			seen: [undefined, raised.until],
			topics: ['emergency'],
			closed: 4001,
		});
	});

	test('who joins, changes or leaves is news to those who see the plan', async () => {
		const sections = await openSections(3);
		const line = sections.enter(await sections.invite('ada', 'couple'), 'plan');
		await sections.settled();
		await sections.invite('kim', 'helper');
		await sections.settled();
		expect(topics(line)).toEqual(['members']);
	});
});

describe('[S9] [S10] which sockets go', () => {
	const three = async () => {
		const sections = await openSections(4);
		const kim = await sections.invite('kim', 'coordinator');
		const ada = await sections.invite('ada', 'couple');
		const device = (name: string) => ({ ...kim, device: name as never });
		return {
			sections,
			kim,
			phone: sections.enter(device('phone'), 'plan'),
			laptop: sections.enter(device('laptop'), 'budget'),
			claims: join(sections.room('plan'), {
				...device('phone'),
				wish: { receipts: true, device: 'another' as never },
			}),
			ada: sections.enter(ada, 'plan'),
		};
	};
	const codes = (lines: readonly Joined[]) => lines.map(({ closedWith }) => closedWith?.code);

	test('a device that is signed out goes from every section, also under another name in its address; others stay', async () => {
		const { sections, kim, phone, laptop, claims, ada } = await three();
		sections.rooms.dismiss(demoWedding, kim.person, { code: 4401, reason: 'signed-out' }, 'phone' as never);
		expect(codes([phone, claims, laptop, ada])).toEqual([4401, 4401, undefined, undefined]);
	});

	test.each([
		['another name', { name: 'Kim B.' }, undefined],
		['another role', { role: 'family' as Role }, 4001],
	])('%s of a person', async (_, change, code) => {
		const { sections, phone, laptop, ada } = await three();
		const input = { id: 'kim', ...change };
		await sections.room('plan').operate(ada.principal, { name: 'people.change', input });
		expect(codes([phone, laptop, ada])).toEqual([code, code, undefined]);
	});

	test('an operation that was asked for before its author was removed is refused', async () => {
		const { sections, kim, ada } = await three();
		const plan = sections.room('plan');
		const [removal, late] = await Promise.all([
			plan.operate(ada.principal, { name: 'people.delete', input: { id: 'kim' } }),
			plan.operate(kim, { name: 'tasks.create', input: { id: 'late', title: 'Late' } }),
		]);
		expect([removal.ok, late]).toEqual([
			true,
			{ ok: false, error: { kind: 'refused', refusal: expect.objectContaining({ code: 'not-allowed' }) } },
		]);
	});

	test('whoever was removed and came back may again, in every section', async () => {
		const { sections, kim, ada } = await three();
		const plan = sections.room('plan');
		const people = (verb: string) =>
			plan.operate(ada.principal, { name: `people.${verb}`, input: { id: 'kim' } });
		const write = (id: string) =>
			sections.room('budget').operate(kim, { name: 'lines.create', input: { id, title: 'Flowers' } });
		await people('delete');
		const removed = (await write('first')).ok;
		await people('restore');
		expect([removed, (await write('second')).ok]).toEqual([false, true]);
	});
});

test('[P5] in every section people have the face of their record in the plan', async () => {
	const sections = await openSections(5);
	const ada = await sections.invite('ada', 'couple');
	const noor = await sections.invite('noor', 'couple');
	const colour = { id: 'ada', name: 'Ada L', colour: '#112233' };
	await sections.room('plan').operate(ada, { name: 'people.change', input: colour });
	const [hers, theirs] = [sections.enter(ada, 'budget'), sections.enter(noor, 'budget')];
	await sections.settled();
	sections.clock.advance(8_000);
	await sections.settled();
	sections.clock.advance(8_000);
	hers.say({ kind: 'awareness', entries: [{ client: hers.doc.clientID, clock: 1, state: '{}' }] });
	sections.clock.advance(50);
	const states = theirs.last('awareness')?.entries.map(({ state }) => JSON.parse(state) as unknown);
	expect(states).toEqual([{ user: { id: 'ada', name: 'Ada L', role: 'couple', colour: '#112233' } }]);
});
