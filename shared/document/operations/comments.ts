/** The operations on comments. A comment is written in one's own name and stays where and when it was written. */
import { recordOperations } from './records.ts';
import { invalid } from './step.ts';

export const commentOperations = recordOperations('comments', {
	defaults: {
		by: ({ author }) => author.person,
		at: ({ author }) => new Date(author.now).toISOString(),
	},
	fixed: ['on', 'by', 'at'],
	check: ({ author }, { id, values: { by } }) =>
		by === undefined || by === author.person
			? undefined
			: invalid('A comment is written in your own name.', id, 'by'),
});
