/** The operations on assignments: who does what on which task or timeline item. */
import { recordOperations } from './records.ts';
import { checkPerson, checkSubject } from './reference.ts';

export const assignmentOperations = recordOperations('assignments', {
	defaults: { status: () => 'asked' },
	check: (context, { id, values }) =>
		checkSubject(context, { record: id, field: 'on' }, values.on) ??
		checkPerson(context, { record: id, field: 'person' }, values.person),
});
