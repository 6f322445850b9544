import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { heldId } from '../../../shared/wire/held-id.ts';

test('the id of a held edit is the base64url of its hash, on the device and on the relay', () => {
	for (let seed = 0; seed < 50; seed++) {
		const hash = createHash('sha256').update(`edit ${seed}`);
		expect(heldId(new Uint8Array(hash.copy().digest()))).toBe(hash.digest('base64url'));
	}
});
