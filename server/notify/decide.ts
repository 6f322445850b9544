/**
 * Who is told of a run of events, how and when: pure, of the wedding as it stands and what was told before, so that a repetition decides
 * the same. Guards: one notice for an event, kind and person; what was undone before anybody got it is told to nobody; what waits
 * and is overtaken never goes out; everybody who was meant and not told has a reason written down.
 */
import type { WeddingEvent } from '../../shared/events/event.ts';
import { type PersonId, personId } from '../../shared/ids.ts';
import type { NewNotice } from '../store/notices.ts';
import { concernedWith } from './audience.ts';
import { type Choice, chooseFor } from './choose.ts';
import { createDraft, type Decided, type Draft, type Told } from './draft.ts';
import { reachOf, type Scene, type View } from './scene.ts';
import { joined, read, recordsIn, restricted, retold, type Span, spanOf, type Topic } from './supersede.ts';
import { notTold, tell } from './tell.ts';
import { endedBy, topicOf } from './topics.ts';

export function decide(events: readonly WeddingEvent[], scene: Scene, told: Told): Decided {
	const draft = createDraft(told);
	for (const event of events) decideOne({ ...scene, event }, draft);
	return draft.decided();
}

/** What has to be known beforehand of what is open. */
export const keysOf = (events: readonly WeddingEvent[], scene: Scene): readonly string[] => [
	...new Set(events.flatMap((event) => [topicOf(event, scene).key, ...endedBy(event)])),
];

function decideOne(view: View, draft: Draft): void {
	const { event } = view;
	for (const key of endedBy(event)) for (const old of draft.openWith(key)) draft.end(old, 'withdrawn');
	const topic = topicOf(event, view);
	const span = spanOf(event, topic, Date.parse(event.at));
	const open = draft.openWith(topic.key);
	if (event.type === 'timeline.deleted')
		for (const old of open)
			if (draft.isUntold(old, view.now))
				trim({ view, draft, topic }, old, (item) => item !== event.record.id);
	const meant = chooseFor(view);
	const isOthers = topic.isEachTheirOwn === true || event.type === 'timeline.deleted';
	const people = new Set([...meant.keys(), ...(isOthers ? [] : open.map((one) => one.person))]);
	const choose = remembered(view);
	for (const person of people) {
		decideFor({ view, draft, topic, span, open, choose }, person);
	}
	if (meant.size === 0) draft.explainNobody(event);
}

interface Matter {
	readonly view: View;
	readonly draft: Draft;
	readonly topic: Topic;
	readonly span: Span;
	/** What people have of this topic. */
	readonly open: readonly NewNotice[];
	readonly choose: (event: WeddingEvent) => ReadonlyMap<PersonId, Choice>;
}

function decideFor(matter: Matter, person: PersonId): void {
	const { view, draft, topic, open, choose } = matter;
	const own = open.filter((one) => one.person === person);
	// Tried again after a crash: it was decided, and what was stored then stands.
	if (own.some((one) => one.event.id === view.event.id)) return;
	const old = own.find((one) => draft.isUntold(one, view.now)) ?? own.at(-1);
	const reach = reachOf(view, person);
	// Somebody who has left meanwhile.
	if (reach === undefined) return;
	const isUntold = old !== undefined && draft.isUntold(old, view.now);
	const untold = old === undefined ? othersUntold(matter, person) : isUntold ? old : undefined;
	const span = spanFor(matter, person, untold);
	const event = retold(view.event, topic, span);
	const choice = event === undefined ? undefined : choose(event).get(person);
	if (event === undefined || choice === undefined || choice.against !== undefined) {
		const against = choice?.against ?? 'undone';
		if (topic.isOfTimes === true && against === 'own-act') leaveOthers(matter, own);
		else if (old !== undefined && (isUntold || against === 'own-act'))
			draft.end(old, isUntold ? 'withdrawn' : 'replaced');
		draft.add(notTold(view.event.id, reach, [{ code: against }]));
		return;
	}
	for (const one of own) if (one === untold || isOvertaken(matter, one)) draft.end(one, 'replaced');
	const toldBefore = (due: number) => draft.toldTo(person, due);
	draft.add(tell({ ...view, event }, { reach, chosen: choice, key: topic.key, span, toldBefore }));
}

/** Times have one topic for the whole run sheet: what was told of other items stands beside what is told of these. */
function isOvertaken({ topic, span }: Matter, { was }: NewNotice): boolean {
	if (topic.isOfTimes !== true || was === undefined) return true;
	const items = recordsIn(span);
	return [...recordsIn(read(was))].every((item) => items.has(item));
}

/** Who moves one item themselves has not heard of the others by it. */
function leaveOthers(matter: Matter, own: readonly NewNotice[]): void {
	const { draft, span, view } = matter;
	const items = recordsIn(span);
	for (const one of own) {
		if (draft.isUntold(one, view.now)) trim(matter, one, (item) => !items.has(item));
		else if (isOvertaken(matter, one)) draft.end(one, 'replaced');
	}
}

/** Of what nobody has got yet of the run sheet only this is left to be told, as who did it did it. */
function trim(
	{ view, draft, topic }: Pick<Matter, 'view' | 'draft' | 'topic'>,
	old: NewNotice,
	isLeft: (item: string) => boolean,
): void {
	const { was, person, facts } = old;
	const whole = was === undefined ? undefined : read(was);
	if (whole === undefined || [...recordsIn(whole)].every(isLeft)) return;
	const span = restricted(whole, isLeft);
	const { person: by, role } = facts.actor ?? view.event.actor;
	const event = retold({ ...view.event, actor: { person: personId.parse(by), role } }, topic, span);
	const reach = reachOf(view, person);
	const choice = event && chooseFor({ ...view, event }).get(person);
	if (event === undefined || reach === undefined || choice === undefined || choice.against !== undefined)
		return draft.end(old, 'withdrawn');
	draft.end(old, 'replaced');
	const toldBefore = (due: number) => draft.toldTo(person, due);
	draft.add(tell({ ...view, event }, { reach, chosen: choice, key: topic.key, span, toldBefore }));
}

/**
 * Who has no notice of what went before knows as little of it as those whose notice has not gone out, unless it was their own doing: of
 * what is undone they need not hear either.
 */
function othersUntold({ view, draft, topic, open }: Matter, person: PersonId): NewNotice | undefined {
	if (topic.isEachTheirOwn === true || topic.isOfTimes === true) return undefined;
	return open.find((one) => draft.isUntold(one, view.now) && one.facts.actor?.person !== person);
}

/** The change as this person would know it: joined with what they have not heard yet, and only what is theirs. */
function spanFor(
	{ view, topic, span, choose }: Matter,
	person: PersonId,
	untold: NewNotice | undefined,
): Span {
	const whole = untold?.was === undefined ? span : joined(read(untold.was), span);
	if (topic.isOfTimes !== true || seesEverything(choose(view.event).get(person), view, person)) return whole;
	return restricted(whole, (item) => concernedWith(view, item).includes(person));
}

function seesEverything(choice: Choice | undefined, view: View, person: PersonId): boolean {
	if (choice !== undefined && choice.against === undefined) return choice.because !== 'concerned';
	const role = reachOf(view, person)?.role;
	return role === 'couple' || role === 'coordinator';
}

/** Most people know the same of it: who is meant is looked up once for each way of knowing it. */
function remembered(view: View): Matter['choose'] {
	const known = new Map<string, ReadonlyMap<PersonId, Choice>>();
	return (event) => {
		const name = JSON.stringify([event.type, event.before, event.after, event.fields]);
		const choices = known.get(name) ?? chooseFor({ ...view, event });
		known.set(name, choices);
		return choices;
	};
}
