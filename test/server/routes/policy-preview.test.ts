/** The preview over HTTP: every kind on every channel, the wedding's own words tried before they are saved. */
import { describe, expect, it } from 'vitest';
import { languages } from '../../../shared/notices/channel.ts';
import { noticeKindNames } from '../../../shared/notices/kind.ts';
import { toldChannels } from '../../../server/notify/templates/render.ts';
import { type Ask, createHouse } from '../../world/house.ts';

async function atWedding() {
	const house = createHouse({ publicUrl: 'https://plan.example.org' });
	const maria = await house.wedding('couple');
	const at = `/api/weddings/${maria.wedding}`;
	await maria.ask('PATCH', `${at}/meta`, {
		body: { name: 'Maria & Jon', date: '2027-09-04', timeZone: 'Europe/Berlin' },
	});
	const join = async (role: string): Promise<Ask> => {
		const body = { wedding: maria.wedding, name: `The ${role}`, role };
		return house.as((await house.asOperator('POST', '/api/tokens', { body })).body.token);
	};
	const preview = (ask: Ask, body: object) => ask('POST', `${at}/policy/preview`, { body });
	return { ...maria, house, at, join, preview };
}

describe('the preview', () => {
	it('[TP10] shows a message with the wedding’s own name and date, and tells nobody', async () => {
		const { ask, preview, wedding } = await atWedding();
		const shown = await preview(ask, { kind: 'timeline-moved', channel: 'sms', language: 'de' });
		expect([shown.status, shown.body]).toEqual([
			200,
			{
				channel: 'sms',
				text: `Maria & Jon: "Trauung" ist jetzt um 15:00 Uhr. Geplant war es um 14:30 Uhr. Priya hat es geändert. Ort: Alter Garten.`,
			},
		]);
		const invited = await preview(ask, { kind: 'invitation', channel: 'in-app' });
		expect(invited.body).toEqual({
			channel: 'in-app',
			title: 'Amara invites you to Maria & Jon',
			body: 'The wedding is on Saturday, 4 September 2027. Place: Larkfield Barn. “We would love to have you with us.”',
		});
		expect(wedding).toEqual(expect.any(String));
	});

	it('[TP10] is there for every kind, channel and language', async () => {
		const { house, ask, preview } = await atWedding();
		const failed: string[] = [];
		for (const kind of noticeKindNames)
			for (const channel of toldChannels)
				for (const language of languages) {
					const { status, body } = await preview(ask, { kind, channel, language });
					house.clock.advance(1_000);
					if (status !== 200 || body.channel !== channel) failed.push(`${kind} ${channel} ${language}`);
				}
		expect(failed).toEqual([]);
	});

	it('[TP8] tries own words before they are saved, and says which place does not exist', async () => {
		const { ask, at, preview } = await atWedding();
		const wording = { title: '{who} hat {title} geschafft', body: 'Danke!' };
		const shown = await preview(ask, { kind: 'task-completed', channel: 'push', wording });
		expect(shown.body).toMatchObject({
			title: 'Wren hat Set up the flower arch geschafft',
			body: 'Danke!\nSet out the chairs',
		});
		const wrong = await preview(ask, { kind: 'rsvp', channel: 'push', wording: { title: 'Hello {name}' } });
		expect(wrong.body).toMatchObject({
			status: 422,
			code: 'invalid-value',
			field: 'wording.title',
			detail: expect.stringContaining(
				'"{name}" is no place that can be filled in. There are {wedding}, {date}, {who}',
			),
		});
		const saved = await ask('PUT', `${at}/policy`, { body: { wording: { rsvp: { body: 'Hello {name' } } } });
		expect(saved.body).toMatchObject({ status: 422, code: 'invalid-value' });
		expect((await ask('GET', `${at}/policy`)).body).toEqual({});
		expect(
			(await ask('PUT', `${at}/policy`, { body: { language: 'de', wording: { 'task-completed': wording } } }))
				.status,
		).toBe(200);
		expect((await preview(ask, { kind: 'task-completed', channel: 'push' })).body.title).toBe(
			'Wren hat Blumenbogen aufbauen geschafft',
		);
	});

	it('[TP10] is for those who see the settings, of kinds and channels that there are', async () => {
		const { join, preview, ask } = await atWedding();
		const guest = await join('guest');
		expect((await preview(guest, { kind: 'rsvp', channel: 'push' })).body).toMatchObject({
			status: 403,
			code: 'not-allowed',
		});
		expect((await preview(ask, { kind: 'constructor', channel: 'push' })).body).toMatchObject({
			status: 422,
			field: 'kind',
		});
		expect((await preview(ask, { kind: 'rsvp', channel: 'webhook' })).body).toMatchObject({
			status: 422,
			field: 'channel',
		});
	});
});
