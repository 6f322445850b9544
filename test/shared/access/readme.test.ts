import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { categories, permissions } from '../../../shared/access/permissions.ts';
import { roles } from '../../../shared/access/roles.ts';

test('the README shows the table of permissions as it is', () => {
	const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
	const rows = roles.map((role) => {
		const levels = categories.map((category) => permissions[role].levels[category]);
		return `| **${role}** | ${levels.map((level) => (level === 'none' ? '–' : level)).join(' | ')} |`;
	});
	expect(readme).toContain([`| | ${categories.join(' | ')} |`, `|${'---|'.repeat(10)}`, ...rows].join('\n'));
});
