/**
 * One observer as two: what cannot wait is read behind a cursor of its own, so that a call for help is not queued behind a week of edits
 * of the same wedding. Guards: each event is seen by exactly one of the two. Whatever must stay in order with each other belongs to one side.
 */
import type { WeddingEvent } from '../../shared/events/event.ts';
import { nothing, type Observer } from './observer.ts';

/** Those ahead first, under this name; the others go on under the observer's own. */
export function goAhead(
	observer: Observer,
	name: string,
	isAhead: (event: WeddingEvent) => boolean,
): readonly [Observer, Observer] {
	return [{ ...only(observer, isAhead), name }, only(observer, (event) => !isAhead(event))];
}

function only(observer: Observer, isMeant: (event: WeddingEvent) => boolean): Observer {
	return {
		...observer,
		async observe(events, now) {
			const meant = events.filter(isMeant);
			return meant.length === 0 ? nothing : observer.observe(meant, now);
		},
		stored(effects, events) {
			const meant = events.filter(isMeant);
			if (meant.length > 0) observer.stored?.(effects, meant);
		},
	};
}

/** A call for help and who has answered it, in their order. */
export const isCall = ({ type }: WeddingEvent): boolean =>
	type === 'alert.raised' || type === 'alert.acknowledged';
