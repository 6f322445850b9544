/** One of every message, both ways: what golden frames and the wire's fingerprint are taken from. */
import type { Direction, Message } from '../../shared/wire/message.ts';

export interface Sample {
	readonly name: string;
	readonly direction: Direction;
	readonly message: Exclude<Message, { kind: 'unknown' }>;
}

export const samples: readonly Sample[] = [
	up('step1', { kind: 'step1', stateVector: Uint8Array.of(1, 7, 3) }),
	up('step2', { kind: 'step2', update: Uint8Array.of(0, 0) }),
	up('update', { kind: 'update', update: Uint8Array.of(0, 1, 7, 1, 0, 2) }),
	up('awareness of nobody', { kind: 'awareness', entries: [] }),
	up('awareness', {
		kind: 'awareness',
		entries: [
			{ client: 7, clock: 1_852_548_710, state: '{"name":"Zoë","page":"run-sheet"}' },
			{ client: 4_294_967_295, clock: 0, state: 'null' },
		],
	}),
	up('query awareness', { kind: 'query-awareness' }),
	up('lease request, any', { kind: 'lease-request', client: 0, tab: 'tab-1' }),
	up('lease request, that one', { kind: 'lease-request', client: 4_294_967_295, tab: '' }),
	up('signed', {
		kind: 'signed',
		header: { person: 'ada' as never, device: 'phone-1' as never, signature: `${'Ab-_'.repeat(21)}Cd` },
		update: Uint8Array.of(0, 1, 7, 1, 0, 2),
	}),
	down('receipt', { kind: 'receipt', n: 1, seq: 1 }),
	down('receipt, large', { kind: 'receipt', n: 1_000_000, seq: 2 ** 40 }),
	down('refusal, bare', { kind: 'refusal', n: 3, refusal: { code: 'read-only', reason: 'you may read' } }),
	down('refusal, full', {
		kind: 'refusal',
		n: 128,
		refusal: {
			code: 'missing-dependency',
			reason: 'a gap',
			record: 'cake',
			field: 'title',
			client: 7,
			clock: 12,
		},
	}),
	down('lease', { kind: 'lease', client: 4_294_967_295, nextClock: 4_294_967_296 }),
	down('hello', { kind: 'hello', hello: { incarnation: 'first', epoch: 1, keys: [] } }),
	down('hello, full', {
		kind: 'hello',
		hello: { incarnation: 'first', epoch: 2, keys: ['k'], now: 1_812_790_800_000, grant: 'g' },
	}),
	down('news', { kind: 'news', topic: 'suggestions' }),
];

function up(name: string, message: Sample['message']): Sample {
	return { name, direction: 'to-server', message };
}

function down(name: string, message: Sample['message']): Sample {
	return { name, direction: 'to-client', message };
}
