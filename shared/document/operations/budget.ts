/** The operations on the budget's lines. */
import { recordOperations } from './records.ts';

export const budgetOperations = recordOperations('lines', {});
