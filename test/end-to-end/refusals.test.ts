/** Whatever is refused to whomever: everybody ends with the same document, and each edit is in it or a draft, once. */
import { test } from 'vitest';
import { holdThroughHistories } from '../world/client/refused-histories.ts';

test('300 histories of people whose rights differ and change: every edit is in the log or a draft, once', () =>
	holdThroughHistories(300));
