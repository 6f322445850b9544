/** The operations on assignments: who does what on which task or timeline item. */
import { recordOperations } from './records.ts';

export const assignmentOperations = recordOperations('assignments', {
	defaults: { status: () => 'asked' as const },
});
