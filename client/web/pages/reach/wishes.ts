/**
 * What somebody wants to be told of and how, as switches over what is usual. Guards: only what differs from the usual is written down, so
 * that a better usual reaches everybody who never chose; an emergency is nobody's switch. Pure.
 */
import type { PersonChannel } from '../../../../shared/notices/channel.ts';
import {
	type NoticeCategory,
	type NoticeKind,
	noticeKindNames,
	noticeKinds,
} from '../../../../shared/notices/kind.ts';
import { type OutwardChannel, usualChannels } from '../../../../shared/notices/usual.ts';
import type { Preferences } from '../../../../shared/notices/wishes.ts';

export function isTold({ kinds, channels }: Preferences, kind: NoticeKind, channel: OutwardChannel): boolean {
	return kinds?.[kind]?.[channel] ?? channels?.[channel] ?? isUsual(kind, channel);
}

/** Of a category, if anything of it rings there. */
export function isAnyTold(wishes: Preferences, category: NoticeCategory, channel: OutwardChannel): boolean {
	return kindsOf(category).some((kind) => isTold(wishes, kind, channel));
}

export function switched(
	wishes: Preferences,
	kinds: readonly NoticeKind[],
	{ channel, isOn }: { readonly channel: OutwardChannel; readonly isOn: boolean },
): Preferences {
	const hasUsual = kinds.some((kind) => isUsual(kind, channel));
	const next: Record<string, Partial<Record<PersonChannel, boolean>> | undefined> = { ...wishes.kinds };
	for (const kind of kinds) {
		const { [channel]: _, ...rest } = next[kind] ?? {};
		// One switch for several: what is usual of them is enough, and all of them if nothing is.
		const meant = isOn && hasUsual && kinds.length > 1 ? isUsual(kind, channel) : isOn;
		const isByItself = meant === (wishes.channels?.[channel] ?? isUsual(kind, channel));
		next[kind] = isByItself ? rest : { ...rest, [channel]: meant };
	}
	const said = Object.entries(next).filter(([, by]) => Object.keys(by ?? {}).length > 0);
	const { kinds: __, ...others } = wishes;
	return said.length === 0 ? others : { ...others, kinds: Object.fromEntries(said) as Preferences['kinds'] };
}

export const kindsOf = (category: NoticeCategory): readonly NoticeKind[] =>
	noticeKindNames.filter((kind) => noticeKinds[kind].category === category && kind !== 'emergency');

const isUsual = (kind: NoticeKind, channel: OutwardChannel): boolean =>
	usualChannels[noticeKinds[kind].priority].includes(channel);
