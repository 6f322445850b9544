/**
 * What people have typed among the formatting of chats. Neither Slack nor WhatsApp has a way to escape a star or an underscore, so the
 * signs that would set text otherwise become twins that look alike and mean nothing.
 */

export const withoutFormat = (text: string): string =>
	text
		.replace(/[*~`]/g, (sign) => twins[sign] ?? sign)
		.replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, 'ˍ')
		.replace(/^(\s*)>/gm, '$1›');

const twins: Readonly<Record<string, string>> = { '*': '∗', '~': '∼', '`': 'ˋ' };
