/** What every mail carries, whoever takes it: who it is from, and how one stops what can be stopped (RFC 8058). */
import { z } from 'zod';

/** `plan@example.org` or `Our Wedding <plan@example.org>`, on one line. */
export const sender = z
	.string('put the sender here, such as "Our Wedding <plan@example.org>"')
	.max(300)
	.regex(
		/^([^<>\r\n"]+ <[^\s@<>]+@[^\s@<>]+>|[^\s@<>]+@[^\s@<>]+)$/,
		'put the sender here, such as "Our Wedding <plan@example.org>"',
	);

export function mailHeaders(unsubscribe: string | undefined): Readonly<Record<string, string>> {
	// No out-of-office reply is wanted by anybody.
	const always = { 'Auto-Submitted': 'auto-generated' };
	return unsubscribe === undefined
		? always
		: {
				...always,
				'List-Unsubscribe': `<${unsubscribe}>`,
				'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
			};
}
