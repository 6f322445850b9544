/** What is said in German: the same as in `english.ts`, not translated but as somebody there would say it, who says du to everybody. */
import { capital, inWords, type Phrase, type Phrases, type Sentence, sentence } from './phrase.ts';
import type { Told } from './told.ts';

const who = ({ who }: Told): string => who ?? 'Jemand';
const by = (it: Told, deed: string): Sentence => it.who !== undefined && `${it.who} ${deed}`;
const thing = ({ thing }: Told): string => capital(thing);
const begins = ({ name, thing, at, left, isPast }: Told): Sentence => {
	if (at === undefined && left === undefined) return undefined;
	const verb =
		name === undefined
			? isPast
				? 'Erwartet war die Ankunft'
				: 'Erwartet ist die Ankunft'
			: `${thing} ${isPast ? 'begann' : 'beginnt'}`;
	const rest =
		left === undefined ? '' : `${at === undefined ? '' : ','} in ${left.replace(/Tage$/, 'Tagen')}`;
	return `${[verb, at].filter(Boolean).join(' ')}${rest}.`;
};
const when = ({ at, kind }: Told): Sentence =>
	at !== undefined && (kind === 'timeline' ? `Beginn ist ${at}.` : `Fällig ist es ${at}.`);
const where = ({ place }: Told): Sentence => place !== undefined && `Ort: ${place}.`;
const has = ({ person }: Told): Sentence => person !== undefined && `${person} kümmert sich darum.`;
const photo = ({ hasPhoto }: Told): Sentence => hasPhoto && 'Ein Foto ist dabei.';
const wasIs = ({ fieldWord, before, after }: Told): Sentence => {
	if (after === undefined)
		return fieldWord !== undefined && `Geändert wurde: ${fieldWord.replace(/^(der|die|das|den) /, '')}.`;
	const was = before === undefined ? '' : `, vorher ${before}`;
	return fieldWord === undefined
		? `Jetzt gilt: ${after}${was}.`
		: `${fieldWord.replace(/^(der|die|das|den) /, '')}: jetzt ${after}${was}.`;
};

const placeOf = (it: Told): string =>
	(it.field === 'place' ? it.after : undefined) ?? it.place ?? 'siehe Plan';

const quoted = (title: Phrase['title'], body: Phrase['body']): Phrase => ({ title, body, text: 'quoted' });
const said = (title: Phrase['title'], body: Phrase['body']): Phrase => ({ title, body, text: 'said' });

const answers: ReadonlyMap<string | undefined, string> = new Map(
	Object.entries({
		yes: 'kommt',
		no: 'kann nicht kommen',
		maybe: 'kommt vielleicht',
		open: 'hat sich doch noch nicht entschieden',
	}),
);

export const german: Phrases = {
	'task-assigned': quoted(
		(it) =>
			it.person === undefined && it.isYou
				? `${thing(it)} ist jetzt deine Aufgabe`
				: `${it.person ?? 'Jemand'} übernimmt ${it.thing}`,
		(it) => [
			by(it, it.person === undefined && it.isYou ? 'hat sie dir gegeben.' : 'hat das so verteilt.'),
			when(it),
			where(it),
		],
	),
	'assignment-asked': quoted(
		(it) =>
			it.person === undefined && it.isYou
				? `Kannst du ${it.thing} übernehmen?`
				: `${it.person ?? 'Jemand'} wurde für ${it.thing} angefragt`,
		(it) => [by(it, it.isYou ? 'wartet auf deine Antwort.' : 'hat gefragt.'), when(it), where(it)],
	),
	'assignment-accepted': quoted(
		(it) => `${it.person ?? who(it)} übernimmt ${it.thing}`,
		(it) => [when(it), where(it)],
	),
	'assignment-declined': quoted(
		(it) => `${it.person ?? who(it)} kann ${it.thing} nicht übernehmen`,
		(it) => ['Es braucht jemand anderen.', when(it), where(it)],
	),
	'task-started': quoted(
		(it) =>
			it.who === undefined
				? `Die Arbeit an ${it.thing} hat begonnen`
				: `${it.who} hat mit ${it.thing} angefangen`,
		(it) => [when(it)],
	),
	'task-progress': quoted(
		(it) => {
			if (it.who === undefined) return `Neues zu ${it.thing}`;
			if (it.hasPhoto && it.after === undefined) return `${it.who} hat ein Foto zu ${it.thing} gelegt`;
			const isPart = it.code === 'done' && it.field === undefined;
			return isPart ? `${it.who} ist mit ${it.thing} fertig` : `${it.who} hat ${it.thing} geändert`;
		},
		(it) => [it.field !== undefined && wasIs(it), when(it), it.after !== undefined && photo(it)],
	),
	'task-blocked': quoted(
		(it) => `${thing(it)} stockt`,
		(it) => [by(it, 'kommt ohne Hilfe nicht weiter.'), when(it)],
	),
	'task-completed': quoted(
		(it) => (it.who === undefined ? `${thing(it)} ist erledigt` : `${it.who} hat ${it.thing} erledigt`),
		(it) => [photo(it), where(it), it.hasItems && 'Was darauf gewartet hat, kann beginnen:'],
	),
	'task-unblocked': quoted(
		(it) => `${it.isYou ? 'Du kannst weitermachen' : 'Es kann weitergehen'}: ${it.thing} ist erledigt`,
		(it) => [by(it, 'hat es erledigt.'), it.hasItems && 'Das kann beginnen:'],
	),
	'task-reopened': quoted(
		(it) => `${thing(it)} ist doch nicht erledigt`,
		(it) => [by(it, 'hat es wieder geöffnet.'), has(it), when(it)],
	),
	'task-due-soon': quoted(
		(it) => `${thing(it)} ist ${it.at ?? 'bald'} fällig`,
		(it) => [it.left !== undefined && `Noch ${it.left}.`, has(it), where(it)],
	),
	'task-overdue': quoted(
		(it) => `${thing(it)} ist überfällig`,
		(it) => [it.at !== undefined && `Fällig war es ${it.at}.`, has(it)],
	),
	'task-escalated': quoted(
		(it) => `${thing(it)} braucht jetzt ${it.isYou ? 'dich' : 'jemanden'}`,
		(it) => [
			`${it.person ?? 'Niemand'} hat ${it.person === undefined ? '' : 'nicht '}${(it.level ?? 0) > 1 ? `auf ${it.level} Erinnerungen ` : ''}reagiert.`,
			it.at !== undefined && `Fällig war es ${it.at}.`,
			'Bitte kümmere dich darum oder bitte jemanden, der es kann.',
		],
	),
	'timeline-moved': quoted(
		(it) => {
			if (it.field === 'minutes' && it.after !== undefined) return `${thing(it)} dauert jetzt ${it.after}`;
			return `${thing(it)} ist jetzt ${it.to ?? it.at ?? 'zu einer anderen Zeit'}`;
		},
		(it) => [
			it.field === 'minutes'
				? it.before !== undefined && `Geplant war: ${it.before}.`
				: it.from !== undefined && `Geplant war es ${it.from}.`,
			by(it, 'hat es geändert.'),
			where(it),
		],
	),
	'timeline-shifted': quoted(
		(it) =>
			it.count === 1
				? 'Ein Programmpunkt ist verschoben'
				: `${it.count ?? 'Mehrere'} Programmpunkte sind verschoben`,
		(it) => [
			it.length === undefined
				? by(it, 'hat sie verschoben.')
				: `${it.who === undefined ? 'Alles ist' : `${it.who} hat alles um`} ${it.length} ${it.isEarlier ? (it.who === undefined ? 'früher' : 'vorverlegt') : it.who === undefined ? 'später' : 'nach hinten verschoben'}.`,
		],
	),
	'timeline-started': quoted(
		(it) => `${thing(it)} hat begonnen`,
		(it) => [where(it), by(it, 'hat den Anfang gemeldet.')],
	),
	'date-changed': quoted(
		(it) =>
			it.after === undefined ? 'Die Hochzeit hat ein neues Datum' : `Die Hochzeit ist jetzt am ${it.after}`,
		(it) => [
			it.before !== undefined && `Bisher war sie am ${it.before}.`,
			by(it, 'hat das Datum geändert.'),
			it.isYou && 'Bitte sieh nach, ob du kommen kannst.',
		],
	),
	'place-changed': quoted(
		(it) => `Neuer Ort${it.kind === 'timeline' ? ` für ${it.thing}` : ''}: ${placeOf(it)}`,
		(it) => [
			it.field === 'place' && it.before !== undefined && `Bisher: ${it.before}.`,
			by(it, 'hat den Ort geändert.'),
			when(it),
		],
	),
	'comment-added': quoted(
		(it) => `${who(it)} hat etwas zu ${it.thing} geschrieben`,
		() => [],
	),
	mentioned: quoted(
		(it) => `${who(it)} hat ${it.person ?? (it.isYou ? 'dich' : 'jemanden')} bei ${it.thing} erwähnt`,
		() => [],
	),
	'conflict-lost': said(
		(it) => `${it.isYou ? 'Deine Änderung' : 'Eine Änderung'} an ${it.thing} gilt nicht`,
		(it) => [
			it.person !== undefined && `${it.person} hat gleichzeitig ${it.fieldWord ?? 'dasselbe'} geändert.`,
			it.text === 'manual'
				? 'Es gilt nichts davon, bis jemand entscheidet.'
				: wasIs({ ...it, before: undefined }),
			it.before !== undefined && `${it.isYou ? 'Du hattest geschrieben' : 'Geschrieben war'}: ${it.before}.`,
			'Im Plan kannst du es entscheiden.',
		],
	),
	'edit-refused': said(
		(it) => `${it.isYou ? 'Deine Änderung' : 'Eine Änderung'} an ${it.thing} wurde nicht angenommen`,
		// The gate gives its reasons in English.
		() => ['Was geschrieben wurde, ist noch da und kann vorgeschlagen werden.'],
	),
	'suggestion-made': quoted(
		(it) => `${who(it)} schlägt eine Änderung an ${it.thing} vor`,
		(it) => [wasIs(it), it.isYou && 'Du kannst sie annehmen oder ablehnen.'],
	),
	'suggestion-decided': quoted(
		(it) =>
			`${who(it)} hat ${it.isYou ? 'deinen' : 'einen'} Vorschlag zu ${it.thing} ${it.code === 'accepted' ? 'angenommen' : it.code === 'declined' ? 'abgelehnt' : 'entschieden'}`,
		() => [],
	),
	emergency: said(
		(it) =>
			`${it.who === undefined ? 'Hilfe wird gebraucht' : `${it.who} braucht Hilfe`}${it.place === undefined ? '' : `: ${it.place}`}`,
		(it) => [sentence(it.text)],
	),
	announcement: said(
		(it) => `${it.who ?? 'Die Organisation'} gibt bekannt`,
		(it) => [sentence(it.text), where(it)],
	),
	'emergency-access': quoted(
		(it) =>
			it.code === 'ended'
				? `${it.person ?? who(it)} hat keinen Notfallzugang mehr`
				: `${it.person ?? who(it)} hat den Notfallzugang übernommen`,
		(it) => [it.code !== 'ended' && it.after !== undefined && `Er gilt bis ${it.after}.`],
	),
	'person-missing': quoted(
		(it) => `${it.personAndTrade ?? 'Jemand'} ist noch nicht da`,
		(it) => [begins(it), where(it), 'Bitte anrufen oder suchen.'],
	),
	'low-battery': quoted(
		(it) =>
			it.count === undefined
				? `${it.personAndTrade ?? who(it)} hat kaum noch Akku`
				: `${it.personAndTrade ?? who(it)} hat noch ${it.count} % Akku`,
		() => ['Bald ist vielleicht niemand mehr zu erreichen.'],
	),
	weather: said(
		() => 'Das Wetter verlangt eine Entscheidung',
		(it) => [sentence(it.text), it.at !== undefined && `Erwartet wird es ${it.at}.`, where(it)],
	),
	rsvp: quoted(
		(it) => `${it.name ?? it.person ?? who(it)} ${answers.get(it.code) ?? 'hat geantwortet'}`,
		(it) => [
			it.formerCode !== undefined &&
				it.formerCode !== 'open' &&
				it.before !== undefined &&
				`Die Antwort war vorher: ${it.before}.`,
			it.count !== undefined && `Zugesagt haben bisher ${it.count}.`,
		],
	),
	seating: quoted(
		(it) => {
			if ((it.count ?? 1) > 1) return `${it.count} Gäste sitzen anderswo`;
			const guest = it.name ?? it.person ?? 'Ein Gast';
			return it.after === undefined
				? `${guest} hat keinen Tisch mehr`
				: `${guest} sitzt jetzt hier: ${it.after}`;
		},
		(it) => [it.before !== undefined && `Vorher: ${it.before}.`, by(it, 'hat es geändert.')],
	),
	payment: quoted(
		(it) =>
			`${it.amount === undefined ? 'Eine Zahlung' : `Eine Zahlung über ${it.amount}`}${it.name === undefined ? '' : ` für ${it.thing}`} ist eingegangen`,
		(it) => [by(it, 'hat sie vermerkt.')],
	),
	milestone: said(
		(it) => {
			if (it.text === 'days-to-go' && it.count !== undefined)
				return it.count === 1 ? 'Noch ein Tag' : `Noch ${it.count} Tage`;
			if (it.text === 'all-tasks-done') return 'Alle Aufgaben sind erledigt';
			return inWords(it.text) ?? 'Die Hochzeit hat einen Meilenstein erreicht';
		},
		(it) => [
			it.text === 'days-to-go' && it.weddingDate !== undefined && `Die Hochzeit ist am ${it.weddingDate}.`,
			it.text === 'all-tasks-done' && 'Jetzt fehlt nur noch der Tag selbst.',
		],
	),
	'person-joined': quoted(
		(it) => `${it.personAndTrade ?? it.name ?? who(it)} ist jetzt dabei`,
		(it) => [it.person !== undefined && by(it, 'hat eingeladen.')],
	),
	invitation: quoted(
		(it) => `${who(it)} lädt ${it.isYou ? 'dich' : (it.person ?? 'jemanden')} ein: ${it.wedding}`,
		(it) => [it.weddingDate !== undefined && `Die Hochzeit ist am ${it.weddingDate}.`, where(it)],
	),
	'new-device': said(
		() => 'Ein neues Gerät ist in deinem Namen angemeldet',
		(it) => [
			sentence(it.text ?? it.name),
			it.at !== undefined && `Das war ${it.at}.`,
			'Wenn du das nicht warst, melde es sofort ab.',
		],
	),
	'webhook-trouble': said(
		(it) => `${it.name === undefined ? 'Ein Webhook' : it.thing} ist nicht erreichbar`,
		(it) => [
			it.count !== undefined &&
				`${it.count} ${it.count === 1 ? 'Versuch ist' : 'Versuche sind'} gescheitert.`,
			sentence(it.text),
			'Was fehlt, ist aufgehoben und kann noch einmal gesendet werden.',
		],
	),
	digest: quoted(
		(it) =>
			it.count === undefined
				? `Neues bei ${it.wedding}`
				: it.count === 1
					? `Eine Neuigkeit bei ${it.wedding}`
					: `${it.count} Neuigkeiten bei ${it.wedding}`,
		() => [],
	),
};
