/** What the wedding has decided about telling people: `…/policy`, and how its own words would read. */
import { z } from 'zod';
import type { Channel, Language } from '../../../shared/notices/channel.ts';
import type { NoticeKind } from '../../../shared/notices/kind.ts';
import { policy, type Policy } from '../../../shared/notices/wishes.ts';
import type { Result } from '../../../shared/result.ts';
import { anything, type Fault, type Relay } from './relay.ts';

const policyShape: z.ZodType<Policy> = policy;

export function askPolicy(relay: Relay, wedding: string): Promise<Result<Policy, Fault>> {
	return relay.ask({ wedding, path: `/weddings/${wedding}/policy`, shape: policyShape });
}

export function savePolicy(relay: Relay, wedding: string, next: Policy): Promise<Result<unknown, Fault>> {
	const path = `/weddings/${wedding}/policy`;
	return relay.ask({ wedding, method: 'PUT', path, body: next, shape: anything });
}

export interface PreviewWish {
	readonly kind: NoticeKind;
	readonly channel: Channel;
	readonly language: Language;
	readonly wording?: { readonly title?: string; readonly body?: string };
}

/** As that channel would show it; which of the words there are depends on the channel. */
const contentShape = z.object({
	title: z.string().optional(),
	subject: z.string().optional(),
	body: z.string().optional(),
	text: z.string().optional(),
	/** Of a call. */
	say: z.string().optional(),
});
export type Preview = z.infer<typeof contentShape>;

export function previewWording(
	relay: Relay,
	wedding: string,
	wish: PreviewWish,
): Promise<Result<Preview, Fault>> {
	const path = `/weddings/${wedding}/policy/preview`;
	return relay.ask({ wedding, method: 'POST', path, body: wish, shape: contentShape });
}
