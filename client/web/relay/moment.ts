/** A moment as the relay says it: an instant in words, or its milliseconds. Parsed to milliseconds. */
import { z } from 'zod';

export const moment = z
	.union([z.string(), z.number()])
	.transform((at) => (typeof at === 'number' ? at : Date.parse(at)))
	.refine(Number.isFinite, 'no moment');
