/** Where a message leads: the page of the app that shows the record, the inbox for what has none or waits for an answer. No code or name is in it. */
import type { NoticeFacts } from '../../../shared/notices/facts.ts';

export interface LinkOptions {
	/** The address people open, without a slash at its end. */
	readonly url: string;
	readonly wedding: string;
	/** Said where it can be answered: with the alerts, or in the inbox. */
	readonly needsAck?: boolean | undefined;
}

export function linkOf({ link, record }: Pick<NoticeFacts, 'link' | 'record'>, options: LinkOptions): string {
	const { url, wedding, needsAck = false } = options;
	if (link !== undefined && /^https?:\/\/[^\s"<>]+$/.test(link)) return link;
	if (link !== undefined && /^\/[^/\\\s"<>][^\s"<>]*$/.test(link)) return `${url}${link}`;
	const home = `${url}/w/${encodeURIComponent(wedding)}`;
	const page = pages.get(record?.kind);
	const isInbox = page === undefined || (needsAck && record?.kind !== 'alert');
	return isInbox ? `${home}/inbox` : `${home}${page(encodeURIComponent(record?.id ?? ''))}`;
}

/** Where the app shows one, by its kind as events name it (`client/web/record-path.ts`). */
const pages: ReadonlyMap<string | undefined, (id: string) => string> = new Map(
	Object.entries({
		task: (id: string) => `/tasks/${id}`,
		timeline: (id: string) => `/run-sheet/${id}`,
		person: (id: string) => `/people/${id}`,
		guest: (id: string) => `/guests/${id}`,
		table: () => '/guests',
		budget: (id: string) => `/budget/${id}`,
		ceremony: (id: string) => `/ceremony/${id}`,
		assignment: () => '/assignments',
		alert: () => '/alerts',
		webhook: (id: string) => `/webhooks/${id}`,
		wedding: () => '',
	}),
);
