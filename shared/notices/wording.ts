/**
 * A wedding's own words over the house's: text with places such as `{who}`, filled in when a message is made. Guards: what stands in
 * braces is a place that exists, seen when it is saved and not when it is sent; what is filled in is never read for places again.
 */

/** With what stands there; the policy's page shows them. */
export const wordingPlaces = {
	wedding: 'the name of the wedding',
	date: 'its date',
	who: 'who did it',
	person: 'whom it is about',
	title: 'the task, the item of the run sheet, the guest',
	at: 'when it is due or begins',
	before: 'what it was before',
	after: 'what it is now',
	minutes: 'for how long, or by how much',
	place: 'where',
	text: 'what somebody wrote',
	amount: 'how much money',
	count: 'how many',
} as const;
export type WordingPlace = keyof typeof wordingPlaces;

/** A sentence that says what is wrong with it; undefined if nothing is. */
export function wordingFault(text: string): string | undefined {
	const braces = text.match(/\{[^{}]*\}?|\}/g) ?? [];
	const unknown = braces.find((found) => !(found.endsWith('}') && isPlace(found.slice(1, -1))));
	if (unknown === undefined) return undefined;
	const known = Object.keys(wordingPlaces).map((name) => `{${name}}`);
	return `"${unknown}" is no place that can be filled in. There are ${known.join(', ')}.`;
}

/** Undefined if something that it needs is not known: the house's words do then. */
export function fillWording(
	text: string,
	valueOf: (name: WordingPlace) => string | undefined,
): string | undefined {
	let isWhole = true;
	const filled = text.replace(place, (_, name: string) => {
		const value = isPlace(name) ? valueOf(name) : undefined;
		if (value === undefined) isWhole = false;
		return value ?? '';
	});
	return isWhole && filled.trim() !== '' ? filled.trim() : undefined;
}

const isPlace = (name: string): name is WordingPlace => Object.hasOwn(wordingPlaces, name);
const place = /\{([^{}]*)\}/g;
