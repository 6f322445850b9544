/** The programme as a guest reads it: by days, with what is going on marked. Pure. */
import { addMinutes } from '../../../../shared/day/local-time.ts';
import type { ProgrammeItem } from '../../relay/programme.ts';
import { dateOf } from '../../wording.ts';

export interface ProgrammeDay {
	/** Empty for what has no time yet. */
	readonly date: string;
	readonly items: readonly { readonly item: ProgrammeItem; readonly when: 'past' | 'now' | 'ahead' }[];
}

/** `local` is what the wedding's clock shows. */
export function programmeDays(items: readonly ProgrammeItem[], local: string): readonly ProgrammeDay[] {
	const days = new Map<string, { item: ProgrammeItem; when: 'past' | 'now' | 'ahead' }[]>();
	items.forEach((item, index) => {
		const date = item.start === undefined ? '' : dateOf(item.start);
		const day = days.get(date) ?? [];
		day.push({ item, when: whenOf(item, items[index + 1], local) });
		days.set(date, day);
	});
	return [...days].map(([date, members]) => ({ date, items: members }));
}

/** What has no length goes on until the next begins. */
function whenOf(
	{ start, minutes }: ProgrammeItem,
	next: ProgrammeItem | undefined,
	local: string,
): 'past' | 'now' | 'ahead' {
	if (start === undefined || start > local) return 'ahead';
	const end = minutes === undefined ? (next?.start ?? addMinutes(start, 60)) : addMinutes(start, minutes);
	return local < end ? 'now' : 'past';
}
