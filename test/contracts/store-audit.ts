/** The part of the store's contract about what follows a row: members, the audit, suggestions; rules ST46 to ST52 of the SPEC. */
import { expect, it } from 'vitest';
import { type AuditFact, chained, genesisOf } from '../../server/store/audit.ts';
import { EntryRejected } from '../../server/store/store.ts';
import type { Suggestion } from '../../server/store/suggestions.ts';
import { entry, event, otherWedding, ourWedding, person, wedding, weddingRow } from '../world/entry.ts';
import { type StoreContext, stored } from './store-context.ts';

const mia = { person: person('mia'), name: 'Mia', role: 'couple' } as const;
const ben = { person: person('ben'), name: 'Ben', role: 'vendor', trade: 'florist' } as const;
const fact = (at: number, more: Partial<AuditFact> = {}): AuditFact => ({
	action: 'person.joined',
	at,
	actor: { person: mia.person, role: 'couple' },
	...more,
});

export function describeMembers(context: StoreContext): void {
	it('[ST46] the members of an entry stand with its row, or not at all', async () => {
		const { store } = context;
		expect(await store.append([entry('a', { members: [mia, ben] })])).toEqual(stored(1));
		const refused = [
			entry('b', { members: [{ ...ben, removedAt: 9 }], events: [event('once')] }),
			entry('c', { events: [event('once')] }),
		];
		await expect(store.append(refused)).rejects.toThrow(EntryRejected);
		await context.restart();
		expect(await context.store.members(ourWedding)).toEqual([ben, mia]);
		expect(await context.store.members(otherWedding)).toEqual([]);
	});

	it('[ST47] a removal keeps its first moment, ends raised rights, and kills tokens for good', async () => {
		const { store } = context;
		const raised = { until: 99, by: mia.person, reason: 'The bus is late' };
		const members = async () => (await store.members(ourWedding))[0];
		const follow = (record: object) => store.append([entry('', { members: [{ ...ben, ...record }] })]);
		await follow({});
		await store.raiseMember(ourWedding, ben.person, raised);
		await follow({ name: 'Benno', role: 'coordinator' });
		expect(await members()).toEqual({ ...ben, name: 'Benno', role: 'coordinator', raised });
		await follow({ removedAt: 50 });
		expect(await members()).toEqual({ ...ben, removedAt: 50, tokensFrom: 50 });
		await follow({ name: 'Benno', removedAt: 60 });
		expect(await members()).toEqual({ ...ben, name: 'Benno', removedAt: 50, tokensFrom: 50 });
		await follow({});
		expect(await members()).toEqual({ ...ben, tokensFrom: 50 });
		const { trade: _, ...withoutTrade } = ben;
		await store.append([entry('', { members: [{ ...withoutTrade, removedAt: 70 }] })]);
		expect(await members()).toEqual({ ...withoutTrade, removedAt: 70, tokensFrom: 70 });
	});

	it('[ST47] somebody is raised while they belong to the wedding, and the rest of them stays', async () => {
		const { store } = context;
		const raised = { until: 99, by: mia.person, reason: 'The bus is late' };
		await store.saveMember(ourWedding, { ...ben, tokensFrom: 5 });
		await store.saveMember(ourWedding, { ...mia, removedAt: 4 });
		expect([
			await store.raiseMember(ourWedding, ben.person, raised),
			await store.raiseMember(ourWedding, mia.person, raised),
			await store.raiseMember(otherWedding, ben.person, raised),
		]).toEqual([true, false, false]);
		await context.restart();
		expect((await context.store.members(ourWedding))[0]).toEqual({ ...ben, raised, tokensFrom: 5 });
		await context.store.raiseMember(ourWedding, ben.person, undefined);
		expect((await context.store.members(ourWedding))[0]).toEqual({ ...ben, tokensFrom: 5 });
	});
}

export function describeAudit(context: StoreContext): void {
	it('[ST48] an audit fact is stored with its effect, or not at all', async () => {
		const { store } = context;
		const nobodys = wedding('nobodys');
		const raised = { until: 99, by: mia.person, reason: 'The bus is late' };
		await store.append([entry('a', { audit: [fact(1), fact(2)], events: [event('once')] })]);
		await store.saveMember(ourWedding, ben, fact(3));
		await store.raiseMember(ourWedding, ben.person, raised, fact(4));
		await store.saveLink({ codeHash: 'aa', wedding: ourWedding, person: ben.person }, fact(5));
		await store.note(ourWedding, [fact(6), fact(7)]);
		await store.createWedding(weddingRow(wedding('third')), fact(8));
		// Nothing of these happens.
		const twice = entry('b', { audit: [fact(90)], events: [event('once')] });
		await expect(store.append([twice])).rejects.toThrow(EntryRejected);
		await expect(store.saveMember(nobodys, ben, fact(91))).rejects.toThrow(EntryRejected);
		await expect(store.note(nobodys, [fact(92)])).rejects.toThrow(EntryRejected);
		await store.raiseMember(ourWedding, mia.person, raised, fact(93));
		await store.createWedding(weddingRow(ourWedding), fact(94));
		await store.decideSuggestion(ourWedding, { id: 's', state: 'declined', by: mia.person, at: 1 }, fact(95));
		await context.restart();
		const times = async (chain: typeof ourWedding | '') =>
			(await context.store.audit(chain, 0, 100)).map(({ n, at }) => `${n} ${at}`);
		expect(await times(ourWedding)).toEqual(['1 1', '2 2', '3 3', '4 4', '5 5', '6 6', '7 7']);
		expect([
			await times(otherWedding),
			await times(wedding('third')),
			await times(''),
			await times(nobodys),
		]).toEqual([[], ['1 8'], [], []]);
	});

	it('[ST49] each row carries the hash over itself and the one before, from the name of its chain on', async () => {
		const { store } = context;
		const full = fact(1, { subject: 'ben', detail: { role: 'vendor', count: 3, again: false } });
		const bare = fact(2, { actor: { operator: true } });
		await store.append([entry('a', { audit: [full, bare] }), entry('b', { audit: [bare] })]);
		await store.note('', [full]);
		const first = chained(genesisOf(ourWedding), full, 1);
		const second = chained(first, bare, 2);
		expect(await store.audit(ourWedding, 0, 10)).toEqual([
			{ ...full, n: 1, hash: first },
			{ ...bare, n: 2, hash: second },
			{ ...bare, n: 3, hash: chained(second, bare, 3) },
		]);
		expect(await store.audit('', 0, 10)).toEqual([{ ...full, n: 1, hash: chained(genesisOf(''), full, 1) }]);
		expect((await store.audit(ourWedding, 1, 10)).map(({ n }) => n)).toEqual([2, 3]);
		expect((await store.audit(ourWedding, 0, 1)).map(({ n }) => n)).toEqual([1]);
	});
}

export function describeSuggestions(context: StoreContext): void {
	const suggestion: Suggestion = {
		id: 's1',
		section: 'plan',
		by: { person: ben.person, name: 'Ben', role: 'vendor' },
		at: 10,
		kind: 'suggested',
		operations: [{ name: 'tasks.change', input: { id: 't', title: 'Roses' } }],
		changes: [],
		note: 'Peonies are over in June',
		refusal: { code: 'not-allowed', reason: 'no' },
		state: 'open',
	};
	const suggest = (more: Partial<Suggestion> = {}) =>
		context.store.append([entry('', { suggestion: { ...suggestion, ...more } })]);
	const ids = async (query: object = {}) =>
		(await context.store.suggestions(ourWedding, { limit: 10, ...query })).map(({ id }) => id);

	it('[ST50] a suggestion stands with its row, under an id of its own', async () => {
		await suggest();
		await expect(suggest({ note: 'another' })).rejects.toThrow(EntryRejected);
		await suggest({ id: 's0', at: 20, by: { ...mia } });
		await suggest({ id: 's2', at: 10, kind: 'held' });
		await context.restart();
		const { store } = context;
		expect(await store.suggestion(ourWedding, 's1')).toEqual(suggestion);
		expect([await store.suggestion(ourWedding, 'x'), await store.suggestion(otherWedding, 's1')]).toEqual([
			undefined,
			undefined,
		]);
		expect((await store.load(ourWedding, 'plan')).seq).toBe(3);
		expect([
			await ids(),
			await ids({ person: ben.person }),
			await ids({ state: 'declined' }),
			await ids({ limit: 1 }),
			await ids({ after: 's1' }),
			await ids({ after: 's0' }),
			await ids({ after: 'nowhere' }),
		]).toEqual([['s1', 's2', 's0'], ['s1', 's2'], [], ['s1'], ['s2', 's0'], [], []]);
		expect([
			await store.openSuggestions(ourWedding, ben.person),
			await store.openSuggestions(otherWedding, ben.person),
		]).toEqual([2, 0]);
	});

	it('[ST51] a suggestion is decided once, by a row of the log or without', async () => {
		await suggest();
		await suggest({ id: 's2' });
		const { store } = context;
		const accept = (id: string) => ({ id, state: 'accepted', by: mia.person, at: 30 }) as const;
		const decline = (id: string) => ({ id, state: 'declined', by: mia.person, at: 31 }) as const;
		expect(await store.append([entry('a', { decides: accept('s1') })])).toEqual(stored(3));
		expect(await store.decideSuggestion(ourWedding, decline('s1'))).toBe(false);
		await expect(store.append([entry('b', { decides: accept('s1') })])).rejects.toThrow(EntryRejected);
		const twice = [entry('b', { decides: accept('s2') }), entry('c', { decides: accept('s2') })];
		await expect(store.append(twice)).rejects.toThrow(EntryRejected);
		expect([
			await store.decideSuggestion(ourWedding, decline('s2'), fact(32)),
			await store.decideSuggestion(ourWedding, decline('s2'), fact(33)),
			await store.decideSuggestion(ourWedding, decline('none')),
			await store.decideSuggestion(otherWedding, decline('s1')),
		]).toEqual([true, false, false, false]);
		await context.restart();
		expect(await context.store.suggestions(ourWedding, { limit: 10 })).toEqual([
			{ ...suggestion, state: 'accepted', decidedBy: 'mia', decidedAt: 30 },
			{ ...suggestion, id: 's2', state: 'declined', decidedBy: 'mia', decidedAt: 31 },
		]);
		expect((await context.store.audit(ourWedding, 0, 10)).map(({ at }) => at)).toEqual([32]);
		expect(await context.loaded()).toEqual(['3 a']);
	});
}
