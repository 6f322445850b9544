import { describe, expect, it } from 'vitest';
import { newsOf } from '../../../client/web/components/shell/use-critical-news.ts';
import { isCurrentOnBar, pageOf } from '../../../client/web/components/shell/pages.ts';
import { chooseWords } from '../../../client/web/messages/messages.ts';
import { createNotices } from '../../../client/web/notices.ts';
import { createLooks } from '../../../client/web/theme.ts';
import { testClock } from '../../../shared/clock.ts';

describe('what the page says back', () => {
	it('is one sentence at a time and goes by itself', () => {
		const clock = testClock();
		const notices = createNotices(clock);
		const heard: (string | undefined)[] = [];
		notices.subscribe(() => heard.push(notices.current()?.text));
		notices.say({ text: 'Added', tone: 'calm' });
		clock.advance(8_000);
		notices.say({ text: 'Deleted', tone: 'calm' });
		clock.advance(8_000);
		expect(heard).toEqual(['Added', 'Deleted']);
		clock.advance(2_000);
		expect(heard).toEqual(['Added', 'Deleted', undefined]);
	});

	it('speaks unasked only of what is critical, the most pressing first', () => {
		const words = { say: chooseWords(['en']).say, date: (text: string) => text };
		const calm = { date: '2027-06-12', place: 'Barn', decisions: 1, suggested: 0, drafts: 0 };
		const news = (change: object) => newsOf(calm, { ...calm, ...change }, words);
		expect(news({})).toBeUndefined();
		expect(news({ decisions: 0 })).toBeUndefined();
		expect(news({ date: '2027-06-13', decisions: 2 })).toContain('2027-06-13');
		expect(news({ place: 'Lake' })).toContain('Lake');
		expect(news({ decisions: 2, suggested: 1 })).toContain('decide');
		expect(news({ suggested: 1 })).toContain('suggests');
		expect(news({ date: '2027-06-13', drafts: 1 })).toContain('could not be kept');
	});
});

describe('the looks', () => {
	it('follow the device until somebody chooses, and remember the choice', () => {
		const kept = new Map<string, string>();
		const storage = {
			getItem: (key: string) => kept.get(key) ?? null,
			setItem: (key: string, value: string) => void kept.set(key, value),
		};
		let nightfall = () => undefined as undefined;
		const night = {
			matches: false,
			addEventListener: (_: string, call: () => undefined) => {
				nightfall = call;
			},
		};
		const properties = new Map<string, string>();
		const root = {
			dataset: {} as Record<string, string>,
			style: {
				setProperty: (name: string, value: string) => void properties.set(name, value),
				removeProperty: (name: string) => void properties.delete(name),
			},
		};
		// As much of a page as the looks touch.
		const page = { storage, root, night } as unknown as Parameters<typeof createLooks>[0];
		const looks = createLooks(page);
		expect(root.dataset['theme']).toBe('paper');
		night.matches = true;
		nightfall();
		expect(root.dataset['theme']).toBe('dark');
		looks.choose('outdoor');
		expect([root.dataset['theme'], createLooks(page).theme()]).toEqual(['outdoor', 'outdoor']);
		looks.dress('#8c3f4f');
		expect([...properties.keys()]).toEqual(['--accent-light', '--accent-dark', '--accent-outdoor']);
		looks.dress(undefined);
		expect(properties.size).toBe(0);
	});
});

describe('the pages', () => {
	it('are found by their address, a record’s page under its list', () => {
		expect(['/', '/tasks', '/tasks/abc', '/run-sheet', '/nowhere'].map((path) => pageOf(path)?.name)).toEqual(
			['now', 'tasks', 'tasks', 'runSheet', undefined],
		);
	});

	it('that have no place on the bar of a phone are found under More', () => {
		expect(isCurrentOnBar('/people/mia', 'more')).toBe(true);
		expect(isCurrentOnBar('/tasks/abc', 'tasks')).toBe(true);
		expect(isCurrentOnBar('/tasks/abc', 'more')).toBe(false);
	});
});

describe('the words', () => {
	it('are English where no other language is known, in the device’s own locale', () => {
		expect(chooseWords(['en-AU', 'de']).locale).toBe('en-AU');
		expect(chooseWords(['xx', 'en-GB']).locale).toBe('en-GB');
		expect(chooseWords(['xx']).say.app.name).toBe('WedSync');
	});
});
