/** What a connection is called: as somebody named it, or where it goes. Pure. */
import type { Webhook } from '../../relay/webhooks.ts';

export function nameOf({ name, url }: Pick<Webhook, 'name' | 'url'>): string {
	if (name !== undefined && name !== '') return name;
	return URL.canParse(url) ? new URL(url).host : url;
}
