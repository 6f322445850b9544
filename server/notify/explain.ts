/**
 * Why somebody was told of something, or was not, in words: a sentence for each code that a decision leaves behind, in the reader's
 * language. Guards: every code has its sentence, and a code of a later version is not shown as nothing.
 */
import { toLocal } from '../../shared/day/local-time.ts';
import type { Language } from '../../shared/notices/channel.ts';
import type { Explanation } from '../store/notices.ts';

type Reason = Explanation['reasons'][number];
export interface Said {
	readonly code: string;
	readonly text: string;
}

export function explained(
	reasons: readonly Reason[],
	{ language, timeZone }: { readonly language: Language; readonly timeZone: string },
): readonly Said[] {
	return reasons.map((reason) => {
		const sentence = sentences[reason.code]?.[language === 'de' ? 1 : 0] ?? reason.code;
		const at = reason['closesAt'] ?? reason['dueAt'];
		const facts = {
			...reason,
			at: typeof at === 'number' ? toLocal(at, timeZone).replace('T', ' ') : '',
			channel: channelWords[String(reason['channel'])]?.[language === 'de' ? 1 : 0] ?? '',
			priority: priorityWords[String(reason['priority'])]?.[language === 'de' ? 1 : 0] ?? '',
			...conditionsOf(reason, language),
		};
		return { code: reason.code, text: filled(sentence, facts) };
	});
}

/** Where no rule meant somebody at all. */
export const notConcerned: Reason = { code: 'not-concerned' };

function conditionsOf(
	reason: Reason,
	language: Language,
): { readonly because: string; readonly unless: string } {
	const word = (table: Readonly<Record<string, Pair>>, key: unknown) =>
		table[String(key)]?.[language === 'de' ? 1 : 0] ?? '';
	return { because: word(becauses, reason['because']), unless: word(unlesses, reason['unless']) };
}

function filled(sentence: string, facts: Readonly<Record<string, unknown>>): string {
	return sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(facts[name] ?? ''));
}

/** English, German. */
type Pair = readonly [string, string];

export const sentences: Readonly<Record<string, Pair>> = {
	'to-couple': ['It is your wedding.', 'Es ist eure Hochzeit.'],
	'to-coordinator': ['You coordinate the wedding.', 'Du koordinierst die Hochzeit.'],
	'to-venue': ['You are the venue.', 'Ihr seid der Ort der Feier.'],
	'to-caterer': ['You serve the tables.', 'Ihr bedient die Tische.'],
	'to-everybody': ['It is for everybody.', 'Es geht an alle.'],
	'to-owner': ['It was given to you.', 'Es wurde dir übertragen.'],
	'to-asked': ['You were asked to take it on.', 'Du wurdest darum gebeten.'],
	'to-holder': ['It is yours, or you help with it.', 'Es ist deine Sache, oder du hilfst dabei.'],
	'to-follower': [
		'It is yours, you help with it, or you commented on it.',
		'Es ist deine Sache, du hilfst dabei oder hast es kommentiert.',
	],
	'to-listener': [
		'It is yours, you help with it, or you commented on it.',
		'Es ist deine Sache, du hilfst dabei oder hast es kommentiert.',
	],
	'to-concerned': [
		'Something of yours happens then, or hangs on it.',
		'Etwas von dir findet dann statt oder hängt davon ab.',
	],
	'to-next': ['You are next.', 'Du bist als Nächstes dran.'],
	'to-freed': ['Something of yours waited for it.', 'Etwas von dir hat darauf gewartet.'],
	'to-waiting': ['Something of yours waits for it.', 'Etwas von dir wartet darauf.'],
	'to-mentioned': ['You were mentioned by name.', 'Du wurdest namentlich erwähnt.'],
	'to-payee': ['The couple lets you know of payments.', 'Das Brautpaar lässt dich von Zahlungen wissen.'],
	'to-author': ['You made the edit.', 'Die Änderung war von dir.'],
	'to-loser': [
		'You wrote a value that does not count at present.',
		'Du hast einen Wert geschrieben, der derzeit nicht gilt.',
	],
	'to-decider': ['You may decide it.', 'Du darfst darüber entscheiden.'],
	'to-suggester': ['You had suggested it.', 'Du hattest es vorgeschlagen.'],
	'to-themselves': ['It is about you.', 'Es geht um dich.'],
	'to-contact': ['You are an emergency contact.', 'Du bist Notfallkontakt.'],
	priority: ['Its urgency is {priority}{because}.', 'Die Dringlichkeit ist {priority}{because}.'],
	way: ['By {channel} at {at}{unless}{because}.', '{channel} um {at}{unless}{because}.'],
	digest: [
		'It can wait, and goes with the summary at {at}.',
		'Es kann warten und kommt mit der Zusammenfassung um {at}.',
	],
	stale: [
		'It reached us {minutes} minutes after it happened, and goes with the summary at {at}.',
		'Es erreichte uns {minutes} Minuten, nachdem es geschah, und kommt mit der Zusammenfassung um {at}.',
	],
	cap: [
		'You had {perHour} messages within an hour; this goes with the summary at {at}.',
		'Du hattest {perHour} Nachrichten in einer Stunde; dies kommt mit der Zusammenfassung um {at}.',
	],
	'no-way': [
		'There is no channel that has your address, your consent and your wish: it is in the inbox only.',
		'Kein Kanal hat deine Adresse, deine Einwilligung und deinen Wunsch: es steht nur im Posteingang.',
	],
	preference: ['You do not want to hear of this.', 'Du möchtest davon nicht hören.'],
	undone: ['It was undone before anybody was told.', 'Es wurde zurückgenommen, bevor jemand davon erfuhr.'],
	overtaken: ['A later change tells it better.', 'Eine spätere Änderung sagt es besser.'],
	'own-act': ['You did it yourself.', 'Du hast es selbst getan.'],
	'not-allowed': ['You do not see this part of the wedding.', 'Diesen Teil der Hochzeit siehst du nicht.'],
	'not-their-turn': ['Somebody else is asked first.', 'Jemand anderes wird zuerst gefragt.'],
	service: ['Software is told by webhooks.', 'Software erfährt es über Webhooks.'],
	nobody: ['Nobody was concerned.', 'Niemand war betroffen.'],
	silent: ['Nobody is told of such changes.', 'Von solchen Änderungen erfährt niemand.'],
	'not-concerned': ['It did not concern you.', 'Es betraf dich nicht.'],
};

const priorityWords: Readonly<Record<string, Pair>> = {
	emergency: ['emergency', 'Notfall'],
	critical: ['critical', 'kritisch'],
	high: ['high', 'hoch'],
	normal: ['normal', 'normal'],
	low: ['low', 'niedrig'],
};
const channelWords: Readonly<Record<string, Pair>> = {
	push: ['push message', 'Push-Nachricht'],
	email: ['e-mail', 'E-Mail'],
	sms: ['text message', 'SMS'],
	whatsapp: ['WhatsApp', 'WhatsApp'],
	voice: ['phone call', 'Anruf'],
};
const becauses: Readonly<Record<string, Pair>> = {
	day: [', because it is the day', ', weil es der Tag ist'],
	near: [', because it is near', ', weil es nah ist'],
	far: [', because the day is far', ', weil der Tag noch fern ist'],
	said: [', as they said', ', wie gesagt wurde'],
	'quiet-hours': [', after your quiet hours', ', nach deiner Ruhezeit'],
};
const unlesses: Readonly<Record<string, Pair>> = {
	seen: [' unless you have seen it', ', falls du es nicht gesehen hast'],
	read: [' unless you have read it', ', falls du es nicht gelesen hast'],
	acked: [' unless somebody has it in hand', ', falls niemand sich darum kümmert'],
};
