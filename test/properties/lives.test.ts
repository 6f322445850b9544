/** Client ids over random lives of tabs and devices: never two contents under one id and clock, nothing typed is lost. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Deed, live } from '../world/client/lives.ts';

const device = fc.nat(1);
const tab = fc.nat(2);
const inTab = (...kinds: readonly Extract<Deed, { readonly tab: number }>['kind'][]) =>
	fc.record({ kind: fc.constantFrom(...kinds), device, tab });
const ofDevice = (
	...kinds: readonly Exclude<Extract<Deed, { readonly device: number }>, { readonly tab: number }>['kind'][]
) => fc.record({ kind: fc.constantFrom(...kinds), device });

const common: readonly fc.WeightedArbitrary<Deed>[] = [
	{
		weight: 6,
		arbitrary: fc.record({ kind: fc.constant('step' as const), times: fc.integer({ min: 1, max: 30 }) }),
	},
	{
		weight: 2,
		arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(1_000, 3_000, 20_000) }),
	},
	{ weight: 1, arbitrary: fc.constant({ kind: 'relay-killed' } as const) },
	{ weight: 4, arbitrary: ofDevice('open') },
	{ weight: 3, arbitrary: ofDevice('online', 'offline') },
	{ weight: 12, arbitrary: inTab('create', 'type', 'retitle', 'clear') },
	{ weight: 3, arbitrary: inTab('kill', 'close') },
];
const lives = (...more: readonly fc.WeightedArbitrary<Deed>[]) =>
	fc.array(fc.oneof(...common, ...more), { minLength: 10, maxLength: 60, size: 'max' });

const property = (deeds: fc.Arbitrary<Deed[]>, numRuns: number, kept: object = { lost: [], doubled: [] }) =>
	fc.assert(
		fc.asyncProperty(fc.nat(), deeds, async (seed, life) => {
			expect(await live(seed, life)).toMatchObject(kept);
		}),
		{ numRuns },
	);

describe('whatever three tabs on two devices live through', () => {
	test('reloads, deaths before a commit and times without network lose nothing that was typed', async () => {
		await property(lives(), 60);
	});

	test('cloned devices and old copies put back never continue behind what others have seen', async () => {
		// Both clones hold what was typed before the cloning and not yet sent; each may have to make it again.
		await property(lives({ weight: 4, arbitrary: ofDevice('save', 'restore', 'clone') }), 80, { lost: [] });
	});

	test('refused edits become drafts, each of them, and nothing else is lost with them', async () => {
		await property(lives({ weight: 4, arbitrary: inTab('forbidden') }), 60);
	});

	test('disks that are full for a while lose nothing that was typed', async () => {
		await property(lives({ weight: 4, arbitrary: ofDevice('full', 'roomy') }), 50);
	});

	test('a relay restored from a backup gets everything back', async () => {
		const deeds = fc.constantFrom('relay-saved' as const, 'relay-restored' as const);
		await property(lives({ weight: 3, arbitrary: deeds.map((kind) => ({ kind })) }), 60);
	});

	test('lines that die before the relay notices double nothing: what was sent there still arrives', async () => {
		const unnoticed = { weight: 4, arbitrary: ofDevice('lose') };
		await property(lives(unnoticed, { weight: 2, arbitrary: inTab('forbidden') }), 80);
		const restored = fc.constantFrom('relay-saved' as const, 'relay-restored' as const);
		await property(lives(unnoticed, { weight: 3, arbitrary: restored.map((kind) => ({ kind })) }), 40);
		await property(lives(unnoticed, { weight: 4, arbitrary: ofDevice('full', 'roomy') }), 40);
		const clones = { weight: 4, arbitrary: ofDevice('save', 'restore', 'clone') };
		await property(lives(unnoticed, clones), 40, { lost: [] });
	});

	test('a tab that leads after one that died in the middle of taking the document fresh takes it too', async () => {
		const life: readonly Deed[] = [
			{ kind: 'open', device: 1 },
			{ kind: 'open', device: 1 },
			{ kind: 'open', device: 0 },
			{ kind: 'step', times: 15 },
			{ kind: 'forbidden', device: 1, tab: 0 },
			{ kind: 'close', device: 0, tab: 0 },
			{ kind: 'wait', ms: 1_000 },
			{ kind: 'step', times: 10 },
			{ kind: 'kill', device: 1, tab: 0 },
			{ kind: 'step', times: 1 },
			{ kind: 'close', device: 1, tab: 0 },
			{ kind: 'step', times: 1 },
		];
		for (let seed = 0; seed < 20; seed++) {
			expect(await live(seed, life)).toMatchObject({ lost: [], doubled: [] });
		}
	});

	test('a leading tab that is closing does not take what it could no longer record', async () => {
		const life: readonly Deed[] = [
			{ kind: 'open', device: 0 },
			{ kind: 'open', device: 0 },
			{ kind: 'close', device: 0, tab: 0 },
			{ kind: 'forbidden', device: 0, tab: 0 },
			{ kind: 'open', device: 0 },
			{ kind: 'step', times: 12 },
			{ kind: 'wait', ms: 1_000 },
			{ kind: 'step', times: 18 },
			{ kind: 'forbidden', device: 0, tab: 1 },
			{ kind: 'create', device: 0, tab: 0 },
			{ kind: 'step', times: 1 },
			{ kind: 'create', device: 0, tab: 0 },
			{ kind: 'open', device: 0 },
			{ kind: 'open', device: 1 },
			{ kind: 'create', device: 0, tab: 0 },
			{ kind: 'create', device: 0, tab: 0 },
			{ kind: 'close', device: 0, tab: 0 },
		];
		expect(await live(0, life)).toEqual({ edits: 6, lost: [], doubled: [] });
	});
});
