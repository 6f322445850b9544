/**
 * Takes drafts to those who may decide: posts the waiting ones, in order, and looks what became of the sent ones. For the leading tab.
 * Guards: each goes under its draft's id, so that one whose answer was lost is not two suggestions; one is called sent only when
 * the relay has it; one the relay will never take says why and holds nothing else back.
 */
import { z } from 'zod';
import type { Cancel, Clock } from '../../shared/clock.ts';
import type { WeddingId } from '../../shared/ids.ts';
import type { Api } from './api.ts';
import type { Draft, DraftSuggestion } from './draft.ts';
import type { Drafts } from './drafts.ts';

export interface Postman {
	/** Something may be waiting, or the relay may be back. */
	post(): void;
	/** Something may have been decided. */
	look(): void;
	close(): void;
}

export interface PostmanDeps {
	readonly api: Api;
	readonly wedding: WeddingId;
	readonly section: string;
	readonly drafts: Drafts;
	readonly clock: Clock;
	readonly report: (fault: unknown) => void;
}

export function createPostman({ api, wedding, section, drafts, clock, report }: PostmanDeps): Postman {
	const path = `/weddings/${wedding}/suggestions`;
	let isPosting = false;
	let isLooking = false;
	let failures = 0;
	let cancel: Cancel | undefined;
	let isClosed = false;

	async function postAll(): Promise<void> {
		for (let next = waiting(); next !== undefined && !isClosed; next = waiting()) {
			const status = await send(next.draft, next.suggestion);
			if (isPassing(status)) return again();
			failures = 0;
		}
	}

	function waiting(): { readonly draft: Draft; readonly suggestion: DraftSuggestion } | undefined {
		for (const draft of drafts.all) {
			if (draft.suggestion?.state === 'waiting') return { draft, suggestion: draft.suggestion };
		}
		return undefined;
	}

	/** The status it was answered with; none without an answer. */
	async function send(draft: Draft, suggestion: DraftSuggestion): Promise<number | undefined> {
		const { id, refusal } = draft;
		const { operations, changes, note } = suggestion;
		const body = { id, section, operations, changes, refusal, ...(note === undefined ? {} : { note }) };
		const answer = await api.call({ method: 'POST', path, body }).catch(() => undefined);
		if (answer === undefined || isPassing(answer.status)) return answer?.status;
		// One of ours whose answer was lost is answered again; any other answer means that the relay has not got it.
		const isThere = answer.status < 300;
		const { data } = problem.safeParse(answer.body);
		const refused = { state: 'declined', reason: data?.detail ?? 'The relay did not take it.' } as const;
		drafts.update({
			...draft,
			suggestion: { ...suggestion, ...(isThere ? ({ state: 'sent' } as const) : refused) },
		});
		return answer.status;
	}

	function again(): void {
		cancel?.();
		cancel = clock.after(Math.min(firstAgainMs * 2 ** failures, lastAgainMs), post);
		failures++;
	}

	function post(): void {
		cancel?.();
		cancel = undefined;
		if (isPosting || isClosed || waiting() === undefined) return;
		isPosting = true;
		postAll()
			.catch(report)
			.finally(() => {
				isPosting = false;
			});
	}

	async function lookAtAll(): Promise<void> {
		const answer = await api.call({ method: 'GET', path: `${path}?state=all` }).catch(() => undefined);
		const listed = list.safeParse(answer?.body);
		for (const { id, state } of listed.success ? listed.data.suggestions : []) {
			const draft = drafts.get(id);
			if (draft?.suggestion === undefined || state === 'open') continue;
			drafts.update({ ...draft, suggestion: { ...draft.suggestion, state } });
		}
	}

	return {
		post,
		look() {
			const isOpen = drafts.all.some(({ suggestion }) => suggestion?.state === 'sent');
			if (!isOpen || isLooking || isClosed) return;
			isLooking = true;
			lookAtAll()
				.catch(report)
				.finally(() => {
					isLooking = false;
				});
		},
		close() {
			isClosed = true;
			cancel?.();
		},
	};
}

/** No answer, too many calls, not signed in for the moment, something broken over there: later it may be taken. */
const isPassing = (status: number | undefined): boolean =>
	status === undefined || status === 401 || status === 429 || status >= 500;

const problem = z.object({ detail: z.string() });
const list = z.object({
	suggestions: z.array(z.object({ id: z.string(), state: z.enum(['open', 'accepted', 'declined']) })),
});
const firstAgainMs = 2_000;
const lastAgainMs = 5 * 60_000;
