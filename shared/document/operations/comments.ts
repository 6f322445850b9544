/** The operations on comments. A comment is written in one's own name and stays where and when it was written. */
import { type Draft, recordOperations } from './records.ts';
import type { Declined } from './operation.ts';
import { checkPerson, checkSubject } from './reference.ts';
import { type Context, invalid } from './step.ts';

export const commentOperations = recordOperations('comments', {
	defaults: { by: ({ author }) => author.person, at: ({ author }) => new Date(author.now).toISOString() },
	fixed: ['on', 'by', 'at'],
	check: (context, draft) =>
		checkAuthor(context, draft) ??
		checkSubject(context, { record: draft.id, field: 'on' }, draft.values.on) ??
		checkMentions(context, draft),
});

function checkAuthor({ author }: Context, { id, values: { by } }: Draft<'comments'>): Declined | undefined {
	if (by === undefined || by === author.person) return undefined;
	return invalid('A comment is written in your own name.', id, 'by');
}

function checkMentions(context: Context, { id, values, before }: Draft<'comments'>): Declined | undefined {
	for (const person of values.mentions ?? []) {
		if (before.mentions?.includes(person)) continue;
		const declined = checkPerson(context, { record: id, field: 'mentions' }, person);
		if (declined !== undefined) return declined;
	}
	return undefined;
}
