/**
 * A program that empties an outbox into a consumer, for kill drills: `queue-program.ts <database> <url> <seed>`, with `FAILPOINT` if it is to
 * die at a step. Says `done` and ends when nothing is left. Its clock runs a hundred times as fast, so that waits and leases pass.
 */
import { createPump } from '../../server/notify/deliver.ts';
import type { Message, Outcome, Provider } from '../../server/notify/channel.ts';
import type { Dispatcher } from '../../server/notify/dispatch.ts';
import { failPoint } from '../../server/ops/fail-point.ts';
import { silentLog } from '../../server/ops/log.ts';
import { openSqlite } from '../../server/store/sqlite.ts';
import type { Clock } from '../../shared/clock.ts';
import { seededRandom } from '../../shared/random.ts';
import { noon } from './outbox.ts';

const speed = 100;
/** The same moments in every process. */
const began = Date.UTC(2026, 0, 1);
export const fastClock: Clock = {
	now: () => noon + (Date.now() - began) * speed,
	after(ms, call) {
		const timer = setTimeout(call, Math.min(ms / speed, 2 ** 31 - 1));
		return () => clearTimeout(timer);
	},
};

function consumerAt(url: string): Provider {
	async function send({ id, content }: Message): Promise<Outcome> {
		const body = content.channel === 'webhook' ? content.body : '';
		try {
			const answer = await fetch(url, { method: 'POST', headers: { 'webhook-id': id }, body });
			await answer.arrayBuffer();
			return answer.ok
				? { kind: 'accepted', detail: String(answer.status), providerId: id }
				: { kind: 'transient', detail: String(answer.status), status: answer.status };
		} catch {
			return { kind: 'ambiguous', detail: 'reset' };
		}
	}
	return { name: 'webhook', channel: 'webhook', knowsRepeats: true, best: 'accepted', price: () => 0, send };
}

async function run(path: string, url: string, seed: number): Promise<void> {
	const random = seededRandom(seed);
	const store = await openSqlite({ path, random, clock: fastClock });
	const provider = consumerAt(url);
	const dispatcher: Dispatcher = {
		prepare: async ({ id, wedding, lane, body = '' }) => ({
			kind: 'send',
			providers: [provider],
			message: {
				id,
				wedding,
				to: url,
				content: { channel: 'webhook', body },
				priority: lane,
				language: 'en',
			},
		}),
	};
	const pass = failPoint(process.env.FAILPOINT, () => process.kill(process.pid, 'SIGKILL'));
	const fatal = (fault: unknown) => {
		throw fault;
	};
	const pump = createPump({
		store,
		dispatchers: { webhook: dispatcher },
		clock: fastClock,
		random,
		log: silentLog,
		fatal,
		owner: `process ${process.pid}`,
		...(pass && { pass }),
	});
	await pump.start();
	const isDone = async () => (await store.lanes(fastClock.now())).every(({ pending }) => pending === 0);
	while (pump.inFlight > 0 || !(await isDone())) await new Promise((resolve) => setTimeout(resolve, 5));
	await pump.close();
	await store.close();
	process.stdout.write('done\n');
}

const [, program = '', path, url, seed] = process.argv;
if (program.endsWith('queue-program.ts') && path !== undefined && url !== undefined)
	await run(path, url, Number(seed));
