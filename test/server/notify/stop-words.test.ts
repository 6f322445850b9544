/** The words that end messages: understood however they are written, and only when they are all there is. */
import { expect, it } from 'vitest';
import { answers, heardWord } from '../../../server/notify/stop-words.ts';
import { segmentsOf } from '../../../server/notify/segments.ts';

it.each([
	['STOP', 'stop'],
	['stop.', 'stop'],
	[`Stop${'!'.repeat(200)}\n\n`, 'stop'],
	['  „Stop!“ ', 'stop'],
	['Ｓｔｏｐ', 'stop'],
	['Stop all', 'stop'],
	['STOPALL', 'stop'],
	['opt-out', 'stop'],
	['Abmelden', 'stop'],
	['ARRÊT', 'stop'],
	['désabonner', 'stop'],
	['Baja', 'stop'],
	['İPTAL', 'stop'],
	['стоп', 'stop'],
	['Start', 'start'],
	['UNSTOP', 'start'],
	['começar', 'start'],
	['HELP', 'help'],
	['Hilfe!!!', 'help'],
	['yardım', 'help'],
])('[RE10] %s means %s', (text, wish) => {
	expect(heardWord(text)?.wish).toBe(wish);
});

it.each([
	'',
	'!',
	'stop it',
	'Don’t stop',
	'Yes',
	'start at ten',
	'stop'.repeat(20),
	'Help, the cake is late',
	'停',
])('[RE10] "%s" is none of the words', (text) => expect(heardWord(text)).toBeUndefined());

it('[RE10] every answer fits into one message and says how to undo it', () => {
	for (const byLanguage of Object.values(answers))
		for (const text of Object.values(byLanguage))
			expect([text, segmentsOf(text).segments]).toEqual([text, 1]);
	expect([answers.stop.en, answers.stop.de].every((text) => text.includes('START'))).toBe(true);
});
