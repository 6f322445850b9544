import { describe, expect, it } from 'vitest';
import { createViewStore, type View } from '../../../client/react/view.ts';
import type { Wedding } from '../../../client/sdk/handle.ts';
import { changeLines, newTitle, withTexts } from '../../../client/web/change-words.ts';
import { en } from '../../../client/web/messages/en.ts';
import { createRelay } from '../../../client/web/relay/relay.ts';
import { suggestions } from '../../../client/web/relay/suggestions.ts';
import { undoOf } from '../../../client/web/undo-of.ts';
import { planOf } from '../plan-of.ts';

const words = { say: en, locale: 'en-GB' };
const nameOf = (id: string) => ({ mia: 'Mia Berg', sam: 'Sam Reed' })[id];
const plan = planOf([
	['tasks.create', { id: 'stems', title: 'Order the stems', owner: 'sam', notes: 'Peonies.' }],
	['timeline.create', { id: 'vows', title: 'Vows', kind: 'fixed', start: '2027-06-12T15:00', minutes: 30 }],
]);
const view: View = createViewStore({
	person: { id: 'mia', name: 'Mia', role: 'couple' },
	plan,
	subscribe: () => () => undefined,
} as unknown as Wedding).read();

describe('what an edit would change, in words', () => {
	const lines = (changes: Parameters<typeof changeLines>[0]) =>
		changeLines(changes, words, { nameOf }).map(({ label, before, after }) => [label, before, after]);

	it('is the field, what it was and what it would become, as people read them', () => {
		expect(
			lines([
				{
					root: 'timeline',
					record: 'vows',
					field: 'start',
					before: '2027-06-12T15:00',
					after: '2027-06-12T15:30',
				},
				{ root: 'tasks', record: 'stems', field: 'owner', before: 'sam', after: 'mia' },
				{ root: 'tasks', record: 'stems', field: 'owner', before: 'sam', after: null },
			]),
		).toEqual([
			['Starts', '15:00, Sat 12 Jun', '15:30, Sat 12 Jun'],
			['Owner', 'Sam Reed', 'Mia Berg'],
			['Owner', 'Sam Reed', 'Nobody yet'],
		]);
	});

	it('says of a new record that it is new and what is in it, and of deleting only that', () => {
		const made = [
			{ root: 'tasks', record: 'ivy', field: '', after: true },
			{ root: 'tasks', record: 'ivy', field: 'title', after: 'Cut the ivy' },
		];
		expect(lines(made)).toEqual([
			['', undefined, 'a new entry'],
			['Title', undefined, 'Cut the ivy'],
		]);
		expect(newTitle(made)).toBe('Cut the ivy');
		expect(
			lines([
				{ root: 'tasks', record: 'stems', field: 'deletedAt', after: '2027-05-01T12:00:00.000Z' },
				{ root: 'tasks', record: 'stems', field: 'deletedBy', after: 'sam' },
			]),
		).toEqual([['', undefined, 'deleted']]);
	});

	it('finds the words of a note in the operation that wrote it', () => {
		const change = { root: 'tasks', record: 'stems', field: 'notes' };
		const wrote = { name: 'tasks.setNotes', input: { id: 'stems', text: 'Peonies, no lilies.' } };
		expect(lines(withTexts([change], [wrote]))).toEqual([['Notes', undefined, 'Peonies, no lilies.']]);
		expect(lines(withTexts([change], []))).toEqual([['Notes', undefined, 'written anew']]);
		const typed = { ...change, before: 'Peonies.', after: ', no lilies' };
		expect(lines(withTexts([typed], [wrote]))).toEqual([['Notes', undefined, 'Peonies, no lilies.']]);
	});
});

describe('taking back an accepted suggestion', () => {
	it('puts back what stood when it was accepted, not what its author had seen', () => {
		expect(
			undoOf(
				[
					{ root: 'tasks', record: 'stems', field: 'title', before: 'Stems', after: 'Order ivy' },
					{ root: 'tasks', record: 'stems', field: 'due', after: '2027-06-01T12:00' },
					{ root: 'tasks', record: 'stems', field: 'notes' },
					{ root: 'tasks', record: 'ivy', field: '', after: true },
					{ root: 'timeline', record: 'vows', field: 'deletedAt', after: '2027-05-01T12:00:00.000Z' },
					{ root: 'meta', record: 'meta', field: 'place', after: 'The mill' },
				],
				view,
			),
		).toEqual([
			{ name: 'tasks.change', input: { id: 'stems', title: 'Order the stems', due: null } },
			{ name: 'tasks.setNotes', input: { id: 'stems', text: 'Peonies.' } },
			{ name: 'tasks.delete', input: { id: 'ivy' } },
			{ name: 'timeline.restore', input: { id: 'vows' } },
			{ name: 'meta.change', input: { place: null } },
		]);
	});
});

describe('the suggestions of a wedding', () => {
	it('come as the relay has them, the newest first, also where a change had nothing before', async () => {
		const one = {
			id: 's1',
			section: 'plan',
			by: { person: 'sam', name: 'Sam Reed', role: 'vendor' },
			at: '2027-05-01T12:00:00.000Z',
			kind: 'suggested',
			operations: [{ name: 'tasks.change', input: { id: 'stems', due: '2027-06-01T12:00' } }],
			changes: [{ root: 'tasks', record: 'stems', field: 'due', after: '2027-06-01T12:00' }],
			state: 'open',
		};
		const relay = createRelay({
			fetch: async () =>
				Response.json({ suggestions: [one, { ...one, id: 's2', at: '2027-05-02T12:00:00.000Z' }] }),
			credential: () => undefined,
			now: () => 0,
		});
		const answer = await suggestions(relay, 'berg');
		expect(answer.ok && answer.value.map(({ id, at }) => [id, at])).toEqual([
			['s2', Date.parse('2027-05-02T12:00:00.000Z')],
			['s1', Date.parse('2027-05-01T12:00:00.000Z')],
		]);
	});
});
