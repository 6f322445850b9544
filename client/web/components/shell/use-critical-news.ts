/**
 * What everybody must hear though they did not do it: the date or the place moved, two answers want a decision, an own edit
 * could not be kept. Everything else changes on screen in silence.
 */
import { useEffect, useRef } from 'react';
import { useHandle, useView } from '../../../react/use-view.ts';
import { useParts } from '../../app-parts.ts';
import { type Messages, useWords } from '../../messages/messages.ts';
import { dateWords } from '../../wording.ts';
import { useSuggested, useToDecide } from '../to-decide.ts';

interface Facts {
	readonly date: string | undefined;
	readonly place: string | undefined;
	readonly decisions: number;
	/** Of others, waiting for this person. */
	readonly suggested: number;
	readonly drafts: number;
}

export function useCriticalNews(): void {
	const { notices } = useParts();
	const { say, locale } = useWords();
	const date = useView(({ plan }) => plan.meta.date);
	const place = useView(({ plan }) => plan.meta.place);
	const drafts = useHandle((wedding) => wedding.drafts.length);
	const suggested = useSuggested().length;
	const decisions = useToDecide() - drafts - suggested;
	const before = useRef<Facts>({ date, place, decisions, suggested, drafts });
	useEffect(() => {
		const now = { date, place, decisions, suggested, drafts };
		const news = newsOf(before.current, now, { say, date: (text) => dateWords(text, locale) });
		before.current = now;
		if (news !== undefined) notices.say({ text: news, tone: news === say.alerts.draft ? 'bad' : 'calm' });
	}, [date, place, decisions, suggested, drafts, notices, say, locale]);
}

/** The most pressing of what changed. */
export function newsOf(
	before: Facts,
	now: Facts,
	words: { readonly say: Messages; date(text: string): string },
): string | undefined {
	const { alerts } = words.say;
	if (now.drafts > before.drafts) return alerts.draft;
	if (now.date !== before.date && before.date !== undefined && now.date !== undefined) {
		return alerts.dateMoved(words.date(now.date));
	}
	if (now.place !== before.place && before.place !== undefined && now.place !== undefined) {
		return alerts.placeMoved(now.place);
	}
	if (now.decisions > before.decisions) return alerts.toDecide;
	return now.suggested > before.suggested ? alerts.suggested : undefined;
}
