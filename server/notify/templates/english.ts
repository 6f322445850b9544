/** What is said in English, as somebody would who plans weddings: who, what, when; nothing that the reader has to look up. */
import { capital, inWords, type Phrase, type Phrases, type Sentence, sentence } from './phrase.ts';
import type { Told } from './told.ts';

const who = ({ who }: Told): string => who ?? 'Somebody';
const by = (it: Told, deed: string): Sentence => it.who !== undefined && `${it.who} ${deed}`;
const thing = ({ thing }: Told): string => capital(thing);
/** What waits for whoever is missing, and how long it still can. */
const begins = ({ name, thing, at, left, isPast }: Told): Sentence => {
	if (at === undefined && left === undefined) return undefined;
	const what =
		name === undefined
			? isPast
				? 'They were needed'
				: 'They are needed'
			: `${thing} ${isPast ? 'began' : 'begins'}`;
	return `${[what, at].filter(Boolean).join(' ')}${left === undefined ? '' : `${at === undefined ? '' : ','} in ${left}`}.`;
};
/** When it is due or begins. */
const when = ({ at, kind }: Told): Sentence =>
	at !== undefined && (kind === 'timeline' ? `It begins ${at}.` : `It is due ${at}.`);
const where = ({ place }: Told): Sentence => place !== undefined && `Place: ${place}.`;
const has = ({ person }: Told): Sentence => person !== undefined && `${person} has it.`;
const photo = ({ hasPhoto }: Told): Sentence => hasPhoto && 'There is a photo.';
const wasIs = ({ fieldWord, before, after }: Told): Sentence => {
	if (after === undefined) return fieldWord !== undefined && `Changed: ${fieldWord}.`;
	const was = before === undefined ? '' : `, not ${before} as before`;
	return fieldWord === undefined
		? `It is now ${after}${was}.`
		: `${capital(fieldWord)} is now ${after}${was}.`;
};

const placeOf = (it: Told): string =>
	(it.field === 'place' ? it.after : undefined) ?? it.place ?? 'another place';

const quoted = (title: Phrase['title'], body: Phrase['body']): Phrase => ({ title, body, text: 'quoted' });
const said = (title: Phrase['title'], body: Phrase['body']): Phrase => ({ title, body, text: 'said' });

const answers: ReadonlyMap<string | undefined, string> = new Map(
	Object.entries({
		yes: 'is coming',
		no: 'cannot come',
		maybe: 'may come',
		open: 'has not decided after all',
	}),
);

export const english: Phrases = {
	'task-assigned': quoted(
		(it) =>
			it.person === undefined && it.isYou
				? `${thing(it)} is yours now`
				: `${it.person ?? 'Somebody'} now has ${it.thing}`,
		(it) => [
			by(it, it.person === undefined && it.isYou ? 'gave it to you.' : 'passed it on.'),
			when(it),
			where(it),
		],
	),
	'assignment-asked': quoted(
		(it) =>
			it.person === undefined && it.isYou
				? `Can you take on ${it.thing}?`
				: `${it.person ?? 'Somebody'} was asked to take on ${it.thing}`,
		(it) => [by(it, it.isYou ? 'would like your answer.' : 'asked.'), when(it), where(it)],
	),
	'assignment-accepted': quoted(
		(it) => `${it.person ?? who(it)} will take on ${it.thing}`,
		(it) => [when(it), where(it)],
	),
	'assignment-declined': quoted(
		(it) => `${it.person ?? who(it)} cannot take on ${it.thing}`,
		(it) => ['Somebody else is needed.', when(it), where(it)],
	),
	'task-started': quoted(
		(it) => (it.who === undefined ? `Work on ${it.thing} has begun` : `${it.who} has started on ${it.thing}`),
		(it) => [when(it)],
	),
	'task-progress': quoted(
		(it) => {
			if (it.who === undefined) return `News of ${it.thing}`;
			if (it.hasPhoto && it.after === undefined) return `${it.who} added a photo to ${it.thing}`;
			const isPart = it.code === 'done' && it.field === undefined;
			return isPart ? `${it.who} has done their part of ${it.thing}` : `${it.who} changed ${it.thing}`;
		},
		(it) => [it.field !== undefined && wasIs(it), when(it), it.after !== undefined && photo(it)],
	),
	'task-blocked': quoted(
		(it) => `${thing(it)} is stuck`,
		(it) => [by(it, 'cannot go on without help.'), when(it)],
	),
	'task-completed': quoted(
		(it) => (it.who === undefined ? `${thing(it)} is done` : `${it.who} finished ${it.thing}`),
		(it) => [photo(it), where(it), it.hasItems && 'What waited for it can begin:'],
	),
	'task-unblocked': quoted(
		(it) => `${it.isYou ? 'You can go on' : 'It can go on'}: ${it.thing} is done`,
		(it) => [by(it, 'finished it.'), it.hasItems && 'This can begin:'],
	),
	'task-reopened': quoted(
		(it) => `${thing(it)} is not done after all`,
		(it) => [by(it, 'opened it again.'), has(it), when(it)],
	),
	'task-due-soon': quoted(
		(it) => `${thing(it)} is due ${it.at ?? 'soon'}`,
		(it) => [it.left !== undefined && `That is in ${it.left}.`, has(it), where(it)],
	),
	'task-overdue': quoted(
		(it) => `${thing(it)} is overdue`,
		(it) => [it.at !== undefined && `It was due ${it.at}.`, has(it)],
	),
	'task-escalated': quoted(
		(it) => `${thing(it)} needs ${it.isYou ? 'you' : 'somebody'} now`,
		(it) => [
			`${it.person ?? 'Nobody'} has ${it.person === undefined ? '' : 'not '}reacted${(it.level ?? 0) > 1 ? ` to ${it.level} reminders` : ''}.`,
			it.at !== undefined && `It was due ${it.at}.`,
			'Please see to it, or ask somebody who can.',
		],
	),
	'timeline-moved': quoted(
		(it) => {
			if (it.field === 'minutes' && it.after !== undefined) return `${thing(it)} now takes ${it.after}`;
			return `${thing(it)} is now ${it.to ?? it.at ?? 'at another time'}`;
		},
		(it) => [
			it.field === 'minutes'
				? it.before !== undefined && `It was to take ${it.before}.`
				: it.from !== undefined && `It was ${it.from}.`,
			by(it, 'changed it.'),
			where(it),
		],
	),
	'timeline-shifted': quoted(
		(it) =>
			it.count === 1
				? 'One item of the run sheet has moved'
				: `${it.count ?? 'Several'} items of the run sheet have moved`,
		(it) => [
			it.length === undefined
				? by(it, 'moved them.')
				: `${it.who === undefined ? 'Everything' : `${it.who} moved everything`} ${it.who === undefined ? 'is ' : ''}${it.length} ${it.isEarlier ? 'earlier' : 'later'}.`,
		],
	),
	'timeline-started': quoted(
		(it) => `${thing(it)} has begun`,
		(it) => [where(it), by(it, 'started it.')],
	),
	'date-changed': quoted(
		(it) => `The wedding is now on ${it.after ?? 'another date'}`,
		(it) => [
			it.before !== undefined && `It was to be on ${it.before}.`,
			by(it, 'changed the date.'),
			it.isYou && 'Please see whether you can make it.',
		],
	),
	'place-changed': quoted(
		(it) => `${it.kind === 'timeline' ? thing(it) : 'The wedding'} is now at ${placeOf(it)}`,
		(it) => [
			it.field === 'place' && it.before !== undefined && `It was to be at ${it.before}.`,
			by(it, 'changed the place.'),
			when(it),
		],
	),
	'comment-added': quoted(
		(it) => `${who(it)} wrote about ${it.thing}`,
		() => [],
	),
	mentioned: quoted(
		(it) => `${who(it)} mentioned ${it.person ?? (it.isYou ? 'you' : 'somebody')} in ${it.thing}`,
		() => [],
	),
	'conflict-lost': said(
		(it) => `${it.isYou ? 'Your change' : 'A change'} to ${it.thing} does not stand`,
		(it) => [
			it.person !== undefined && `${it.person} changed ${it.fieldWord ?? 'the same'} at the same moment.`,
			it.text === 'manual'
				? 'Nobody’s word counts until somebody decides it.'
				: wasIs({ ...it, before: undefined }),
			it.before !== undefined && `${it.isYou ? 'You wrote' : 'What was written'}: ${it.before}.`,
			'You can settle it in the plan.',
		],
	),
	'edit-refused': said(
		(it) => `${it.isYou ? 'Your change' : 'A change'} to ${it.thing} was not accepted`,
		(it) => [sentence(inWords(it.text)), 'What was written is kept, and can be suggested instead.'],
	),
	'suggestion-made': quoted(
		(it) => `${who(it)} suggests a change to ${it.thing}`,
		(it) => [wasIs(it), it.isYou && 'You can accept or decline it.'],
	),
	'suggestion-decided': quoted(
		(it) =>
			`${who(it)} ${it.code === 'accepted' ? 'accepted' : it.code === 'declined' ? 'declined' : 'decided on'} ${it.isYou ? 'your' : 'a'} suggestion for ${it.thing}`,
		() => [],
	),
	emergency: said(
		(it) =>
			`${it.who === undefined ? 'Help is needed' : `${it.who} needs help`}${it.place === undefined ? ' now' : `: ${it.place}`}`,
		(it) => [sentence(it.text)],
	),
	announcement: said(
		(it) => `A word from ${it.who ?? 'the organisers'}`,
		(it) => [sentence(it.text), where(it)],
	),
	'emergency-access': quoted(
		(it) =>
			it.code === 'ended'
				? `${it.person ?? who(it)} no longer has emergency access`
				: `${it.person ?? who(it)} has taken emergency access`,
		(it) => [it.code !== 'ended' && it.after !== undefined && `It lasts until ${it.after}.`],
	),
	'person-missing': quoted(
		(it) => `${it.personAndTrade ?? 'Somebody'} is not here yet`,
		(it) => [begins(it), where(it), 'Please call or look for them.'],
	),
	'low-battery': quoted(
		(it) =>
			it.count === undefined
				? `${it.personAndTrade ?? who(it)} is running out of battery`
				: `${it.personAndTrade ?? who(it)} has ${it.count} % battery left`,
		() => ['Soon they may be out of reach.'],
	),
	weather: said(
		() => 'The weather needs a decision',
		(it) => [sentence(it.text), it.at !== undefined && `Expected ${it.at}.`, where(it)],
	),
	rsvp: quoted(
		(it) => `${it.name ?? it.person ?? who(it)} ${answers.get(it.code) ?? 'has answered'}`,
		(it) => [
			it.formerCode !== undefined &&
				it.formerCode !== 'open' &&
				it.before !== undefined &&
				`The answer before was ${it.before}.`,
			it.count !== undefined && `${it.count} ${it.count === 1 ? 'is' : 'are'} coming so far.`,
		],
	),
	seating: quoted(
		(it) => {
			if ((it.count ?? 1) > 1) return `${it.count} guests sit elsewhere`;
			const guest = it.name ?? it.person ?? 'A guest';
			return it.after === undefined ? `${guest} has no table any more` : `${guest} now sits at ${it.after}`;
		},
		(it) => [it.before !== undefined && `Before: ${it.before}.`, by(it, 'changed it.')],
	),
	payment: quoted(
		(it) =>
			`${it.amount === undefined ? 'A payment' : `A payment of ${it.amount}`} arrived${it.name === undefined ? '' : ` for ${it.thing}`}`,
		(it) => [by(it, 'noted it.')],
	),
	milestone: said(
		(it) => {
			if (it.text === 'days-to-go' && it.count !== undefined)
				return it.count === 1 ? 'One day to go' : `${it.count} days to go`;
			if (it.text === 'all-tasks-done') return 'Every task is done';
			return inWords(it.text) ?? 'The wedding has reached a milestone';
		},
		(it) => [
			it.text === 'days-to-go' && it.weddingDate !== undefined && `The wedding is on ${it.weddingDate}.`,
			it.text === 'all-tasks-done' && 'All that is left is the day itself.',
		],
	),
	'person-joined': quoted(
		(it) => `${it.personAndTrade ?? it.name ?? who(it)} has joined`,
		(it) => [it.person !== undefined && by(it, 'invited them.')],
	),
	invitation: quoted(
		(it) => `${who(it)} invites ${it.isYou ? 'you' : (it.person ?? 'somebody')} to ${it.wedding}`,
		(it) => [it.weddingDate !== undefined && `The wedding is on ${it.weddingDate}.`, where(it)],
	),
	'new-device': said(
		() => 'A new device is signed in as you',
		(it) => [
			sentence(it.text ?? it.name),
			it.at !== undefined && `It was ${it.at}.`,
			'If it was not you, sign it out at once.',
		],
	),
	'webhook-trouble': said(
		(it) => `${it.name === undefined ? 'A webhook' : it.thing} cannot be reached`,
		(it) => [
			it.count !== undefined && `${it.count} ${it.count === 1 ? 'try has' : 'tries have'} failed.`,
			sentence(it.text),
			'What it missed is kept, and can be sent again.',
		],
	),
	digest: quoted(
		(it) =>
			it.count === undefined
				? `News of ${it.wedding}`
				: it.count === 1
					? `One thing new at ${it.wedding}`
					: `${it.count} things new at ${it.wedding}`,
		() => [],
	),
};
