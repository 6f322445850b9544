/**
 * Rights in a room at work: every role sends what it may and what it may not, as step 2 and as update. What is refused changes
 * nothing: not what a newcomer is given, not the log, not another screen. What is taken is seen by all, and no more than that.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { factsOf } from '../../shared/access/facts.ts';
import { may } from '../../shared/access/may.ts';
import { roles } from '../../shared/access/roles.ts';
import { sectionNames } from '../../shared/document/schema.ts';
import { personId } from '../../shared/ids.ts';
import { enact, look } from '../world/enacted.ts';
import { openCopy, stage } from '../world/staging.ts';
import { createTally } from '../world/tally.ts';
import { eve, trespass, trespassing } from '../world/trespass.ts';
import { join } from '../world/wedding.ts';

const play = fc.record({
	role: fc.constantFrom(...roles),
	section: fc.constantFrom('plan' as const, 'plan' as const, 'plan' as const, ...sectionNames),
	attempts: fc.array(
		fc.record({ one: trespass, kind: fc.constantFrom('update' as const, 'step2' as const) }),
		{ minLength: 1, maxLength: 5 },
	),
});

test('[R3][G14] what is refused changes nothing in memory, in the log or on another screen; what is taken, only what the table allows', async () => {
	const tally = createTally();
	await fc.assert(
		fc.asyncProperty(play, async ({ role, section, attempts }) => {
			const at = await enact(role, section);
			const who = { person: personId.parse(eve), role };
			let she = join(at.room, who);
			await at.settled();
			for (const { one, kind } of attempts) {
				const before = await look(at);
				const here = { ...at.scene, now: before.given };
				const update = trespassing(here, { ...one, client: she.doc.clientID, stale: false });
				if (update === undefined) continue;
				she.say({ kind, update });
				await at.settled();
				const after = await look(at);
				const code = she.last('refusal')?.refusal.code ?? 'admitted';
				tally.count(`${kind} ${code}`);
				if (code !== 'admitted') {
					expect(after).toEqual(before);
					she.session.left();
					she = join(at.room, who);
					await at.settled();
					continue;
				}
				const was = openCopy(section, before.given);
				const { deeds, copy } = stage(section, was, before.given, update);
				expect(after).toEqual({
					given: Y.encodeStateAsUpdate(copy),
					onScreen: Y.encodeStateAsUpdate(copy),
					rows: before.rows + 1,
				});
				expect(deeds.filter((deed) => !may(who, deed, factsOf(was)).may)).toEqual([]);
			}
		}),
		{ numRuns: 150, seed: 20_270_612 },
	);
	tally.print('[R3][G14] frames in a room');
	for (const branch of ['update admitted', 'step2 admitted', 'update not-allowed', 'step2 not-allowed'])
		expect([branch, tally.of(branch) > 10]).toEqual([branch, true]);
});
