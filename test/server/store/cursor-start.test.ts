import { afterEach, beforeEach, expect, it } from 'vitest';
import { migrations } from '../../../server/store/migrations/migrations.ts';
import { openWriter } from '../../../server/store/sqlite/database.ts';
import { migrate } from '../../../server/store/sqlite/migrate.ts';
import { createNoticeReads } from '../../../server/store/sqlite/notice-reads.ts';
import { type TemporaryFolder, temporaryFolder } from '../../world/folder.ts';

let folder: TemporaryFolder;
beforeEach(() => {
	folder = temporaryFolder();
});
afterEach(() => folder[Symbol.dispose]());

it('[ST141] weddings that were there before the outbox begin behind what had happened by then; later ones at their beginning', () => {
	const { db, unlock } = openWriter(folder.file('a.db'), { synchronous: 'NORMAL' });
	const before = migrations.filter(({ number }) => number < 4);
	migrate(db, before, 1);
	const wedding = db.prepare("INSERT INTO weddings VALUES (?, 'w', '2027-06-12', 1, ?)");
	const row = (table: string, id: string, seq: number, events: string | null) =>
		db
			.prepare(
				`INSERT INTO ${table} ${table === 'tail' ? '(wedding, seq, section, person, role, device, at, hash, crc, events, bytes)' : ''}
				 VALUES (?, ?, 'plan', 'mia', 'couple', NULL, 1, x'00', 0, ?, x'00')`,
			)
			.run(id, seq, events);
	const seqOf = { settled: 2, landed: 3, plain: 1, rotten: 1, empty: 0 };
	for (const [id, seq] of Object.entries(seqOf)) wedding.run(id, seq);
	row('log', 'settled', 1, '[{"id":"a"}]');
	row('log', 'settled', 2, '[{"id":"b"},{"id":"c"}]');
	row('tail', 'landed', 3, '[{"id":"d"}]');
	row('log', 'plain', 1, null);
	row('log', 'rotten', 1, '[{"id":');
	migrate(db, migrations, 2);
	wedding.run('new', 0);
	const { cursor, behind } = createNoticeReads(db);
	expect(Object.fromEntries([...Object.keys(seqOf), 'new'].map((id) => [id, cursor('notify', id)]))).toEqual({
		settled: { seq: 2, index: 1 },
		landed: { seq: 3, index: 0 },
		plain: { seq: 1, index: 0 },
		rotten: { seq: 1, index: 0 },
		empty: { seq: 0, index: 0 },
		new: { seq: 0, index: 0 },
	});
	expect(behind('notify')).toEqual([]);
	db.prepare("UPDATE weddings SET seq = 3 WHERE id = 'settled'").run();
	row('tail', 'settled', 3, '[{"id":"e"}]');
	expect(behind('notify')).toEqual([{ wedding: 'settled', cursor: { seq: 2, index: 1 } }]);
	db.close();
	unlock();
});
