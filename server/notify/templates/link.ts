/** Where a message leads: the page of the app that shows the record, the inbox for what has none or waits for an answer. No code or name is in it. */
import type { NoticeFacts } from '../../../shared/notices/facts.ts';

export interface LinkOptions {
	/** The address people open, without a slash at its end. */
	readonly url: string;
	readonly wedding: string;
	/** The notice's id. */
	readonly notice?: string | undefined;
	readonly needsAck?: boolean | undefined;
}

export function linkOf({ link, record }: Pick<NoticeFacts, 'link' | 'record'>, options: LinkOptions): string {
	const { url, wedding, notice, needsAck = false } = options;
	if (link !== undefined && /^https?:\/\/[^\s"<>]+$/.test(link)) return link;
	if (link !== undefined && /^\/[^/\\\s"<>][^\s"<>]*$/.test(link)) return `${url}${link}`;
	const home = `${url}/w/${encodeURIComponent(wedding)}`;
	const page = needsAck || record === undefined ? undefined : pages[record.kind];
	if (page !== undefined && record !== undefined) return `${home}${page(encodeURIComponent(record.id))}`;
	return notice === undefined ? `${home}/inbox` : `${home}/inbox/${encodeURIComponent(notice)}`;
}

/** Where the app shows one, by its kind as events name it. */
const pages: Readonly<Record<string, (id: string) => string>> = {
	task: (id) => `/tasks/${id}`,
	timeline: (id) => `/run-sheet/${id}`,
	person: (id) => `/people/${id}`,
	guest: (id) => `/guests/${id}`,
	table: () => '/guests',
	budget: (id) => `/budget/${id}`,
	ceremony: (id) => `/ceremony/${id}`,
	assignment: () => '/assignments',
	wedding: () => '',
};
