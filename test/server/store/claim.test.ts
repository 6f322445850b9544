import { afterEach, beforeEach, expect, it } from 'vitest';
import { migrations } from '../../../server/store/migrations/migrations.ts';
import { createClaim } from '../../../server/store/sqlite/claim.ts';
import { type Database, openWriter } from '../../../server/store/sqlite/database.ts';
import { createDeliveryCore } from '../../../server/store/sqlite/deliveries.ts';
import { migrate } from '../../../server/store/sqlite/migrate.ts';
import { createQueues, endless } from '../../../server/store/sqlite/queues.ts';
import type { NewDelivery } from '../../../server/store/deliveries.ts';
import { temporaryFolder } from '../../world/folder.ts';
import { delivery, noon, otherWedding, ourWedding } from '../../world/outbox.ts';

let folder: ReturnType<typeof temporaryFolder>;
let db: Database;
let unlock: () => void;
beforeEach(() => {
	folder = temporaryFolder();
	({ db, unlock } = openWriter(folder.file('claim.db'), { synchronous: 'NORMAL' }));
	migrate(db, migrations, 1);
	const add = db.prepare(
		"INSERT INTO weddings (id, name, date, created_at) VALUES (?, 'w', '2027-06-12', 1)",
	);
	for (const id of [ourWedding, otherWedding]) add.run(id);
});
afterEach(() => {
	db.close();
	unlock();
	folder[Symbol.dispose]();
});

/** The outbox over a database that writes down which statements it is asked for, and how many rows each gives. */
function watched() {
	const prepared = new Set<string>();
	let rows = 0;
	const spy = new Proxy(db, {
		get(target, name) {
			const value: unknown = Reflect.get(target, name, target);
			if (name !== 'prepare') return typeof value === 'function' ? value.bind(target) : value;
			return (sql: string) => {
				prepared.add(sql);
				const statement = target.prepare(sql);
				const all = statement.all.bind(statement);
				statement.all = (...args: unknown[]) => {
					const found = all(...args);
					rows += found.length;
					return found;
				};
				return statement;
			};
		},
	});
	const queues = createQueues(spy);
	const core = createDeliveryCore(spy, queues);
	const { claim } = createClaim(spy, core, queues);
	return {
		prepared,
		queues,
		add: db.transaction((count: number, make: (n: number) => NewDelivery) =>
			core.add(Array.from({ length: count }, (_, n) => make(n))),
		),
		/** What it takes, and how many rows it was given on the way. */
		claim(limit: number) {
			rows = 0;
			const taken = claim({ lane: 'low', owner: 'w', now: noon, leaseUntil: noon + 60_000, limit });
			return { taken: taken.map(({ id }) => id), rows };
		},
	};
}

it('[ST138] every statement of the queue is a search by an index; what scans runs once at a start', () => {
	const { prepared } = watched();
	const atStart = ['UPDATE queues SET turn = NULL', 'lease_owner <> ?'];
	const scans = [...prepared]
		.filter((sql) => !atStart.some((one) => sql.includes(one)))
		.flatMap((sql) => {
			const plan = db.prepare(`EXPLAIN QUERY PLAN ${sql.replace(/\?|@\w+/g, '0')}`).all() as {
				detail: string;
			}[];
			return plan
				.filter(({ detail }) => /^SCAN (?!CONSTANT)|TEMP B-TREE/.test(detail))
				.map(({ detail }) => `${detail}: ${sql}`);
		});
	expect(scans).toEqual([]);
	expect(prepared.size).toBeGreaterThan(20);
});

it('[ST138] what waits, is held or is due another day costs a claim not one row more', () => {
	const { add, claim, queues } = watched();
	add(20, (n) => delivery(`a${n}`, { lane: 'low' }));
	const alone = claim(8);
	queues.hold('held', 'disabled', endless);
	add(2_000, (n) => delivery(`h${n}`, { lane: 'low', slot: 'held', dueAt: noon - 9 }));
	add(2_000, (n) => delivery(`f${n}`, { lane: 'low', slot: 'email', dueAt: noon + 1 + n }));
	add(2_000, (n) => delivery(`w${n}`, { lane: 'normal', dueAt: noon - 9 }));
	add(2_000, (n) => delivery(`c${n}`, { lane: 'low', slot: 'chain', order: 'task:1', dueAt: noon + 5 }));
	const beside = claim(8);
	expect([alone.taken.length, beside.taken]).toEqual([8, Array.from({ length: 8 }, (_, n) => `a${8 + n}`)]);
	expect(beside.rows).toBeLessThanOrEqual(alone.rows);
});
