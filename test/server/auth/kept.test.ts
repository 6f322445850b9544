import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keptKeyRing } from '../../../server/auth/key-ring.ts';
import { givenOperatorKey, keptOperatorKey } from '../../../server/auth/operator-key.ts';
import { kept, keptSecret, secretOf, sha256 } from '../../../server/auth/secret.ts';
import { seededRandom } from '../../../shared/random.ts';

let folder: string;
beforeEach(() => {
	folder = join(mkdtempSync(join(tmpdir(), 'wedsync-kept-')), 'data');
});
afterEach(() => rmSync(join(folder, '..'), { recursive: true }));

describe('the kept secret', () => {
	it('is made once, in a file and folder for its owner only, and read ever after', () => {
		const first = keptSecret(folder, seededRandom(1));
		const again = keptSecret(folder, seededRandom(2));
		expect(again.keyFor('token-1')).toEqual(first.keyFor('token-1'));
		expect(statSync(join(folder, 'secret')).mode & 0o777).toBe(0o600);
		expect(statSync(folder).mode & 0o777).toBe(0o700);
		expect(readdirSync(folder)).toEqual(['secret']);
	});

	it('gives each purpose a key of its own', () => {
		const secret = secretOf('a secret of the tests');
		expect(secret.keyFor('token-1')).not.toEqual(secret.keyFor('link-1'));
		expect(secret.keyFor('link-1')).toHaveLength(32);
	});

	it('is never taken from a half-written file: a start that was killed leaves no name behind', () => {
		kept(folder, 'other', () => 'x');
		writeFileSync(join(folder, 'secret.999'), 'half');
		const secret = keptSecret(folder, seededRandom(1));
		expect(secret.keyFor('token-1')).toEqual(
			secretOf(readFileSync(join(folder, 'secret'), 'utf8').trim()).keyFor('token-1'),
		);
	});

	it('is the one on the disk when two starts race', () => {
		const made = kept(folder, 'raced', () => {
			kept(folder, 'raced', () => 'the other start was faster');
			return 'slower';
		});
		expect(made).toEqual({ text: 'the other start was faster', isNew: false });
	});
});

describe('the ring of keys', () => {
	it('is the same for every process on the folder; a former key verifies for thirty days, and not at all when forgotten', () => {
		const now = 1_000_000;
		const month = 30 * 24 * 60 * 60 * 1_000;
		const ring = keptKeyRing(folder);
		expect([ring.current, ring.verifies(1, now), ring.verifies(2, now)]).toEqual([1, true, false]);
		expect(ring.rotate(now)).toBe(2);
		const other = keptKeyRing(folder);
		expect([other.current, other.verifies(1, now + month - 1), other.verifies(1, now + month)]).toEqual([
			2,
			true,
			false,
		]);
		expect(other.rotate(now + 1, { forget: true })).toBe(3);
		expect([1, 2, 3].map((generation) => keptKeyRing(folder).verifies(generation, now + 2))).toEqual([
			false,
			false,
			true,
		]);
		expect(statSync(join(folder, 'token-keys')).mode & 0o777).toBe(0o600);
		expect(readdirSync(folder)).toEqual(['token-keys']);
	});

	it('that is damaged is said with what to do', () => {
		keptKeyRing(folder).rotate(1);
		writeFileSync(join(folder, 'token-keys'), '{"current": 0}');
		expect(() => keptKeyRing(folder)).toThrow(/token-keys is damaged\. Remove it/);
	});
});

describe('the operator key', () => {
	it('is shown by the start that made it, and only its hash is kept', () => {
		const first = keptOperatorKey(folder, seededRandom(1));
		const again = keptOperatorKey(folder, seededRandom(2));
		expect(first.made).toMatch(/^wsop_[\w-]{32}$/);
		expect(again.made).toBeUndefined();
		expect([first, again].map((key) => key.matches(first.made ?? ''))).toEqual([true, true]);
		expect([first, again].map((key) => key.matches('wsop_wrong'))).toEqual([false, false]);
		expect(readFileSync(join(folder, 'operator-key.sha256'), 'utf8')).toBe(`${sha256(first.made ?? '')}\n`);
	});

	it('given in the environment is the only one', () => {
		const key = givenOperatorKey('a key of the tests');
		expect([key.matches('a key of the tests'), key.matches(''), key.matches('a key of the testz')]).toEqual([
			true,
			false,
			false,
		]);
	});
});
