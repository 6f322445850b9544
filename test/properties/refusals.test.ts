/** Some of the histories that the slow suite has many of: a wrong one shows here within seconds. */
import { test } from 'vitest';
import { holdThroughHistories } from '../world/client/refused-histories.ts';

test('whatever is refused, all documents and the log say the same and every edit is in them or a draft, once', () =>
	holdThroughHistories(60));
