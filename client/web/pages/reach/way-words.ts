/** Whether a way is open to somebody, in words. Pure. Guard: a way on which nothing goes is never shown as on. */
import type { PersonChannel } from '../../../../shared/notices/channel.ts';
import type { AllWords } from '../../messages/all-words.ts';
import type { Consent } from '../../relay/reach.ts';
import { momentWords } from '../../wording.ts';

export function wayWords(
	channel: PersonChannel,
	{ consent, hasAddress }: { readonly consent: Consent; readonly hasAddress: boolean },
	{ say, locale }: AllWords,
): { readonly isOn: boolean; readonly words: string } {
	const off = (words: string) => ({ isOn: false, words });
	const isMail = channel === 'email';
	if (!hasAddress) return off(isMail ? say.reach.needsAddress : say.reach.needsNumber);
	const { state, at, source, stopped = false } = consent.channels[channel] ?? { state: 'none' };
	const when = at === undefined ? undefined : momentWords(at, locale);
	if (state === 'granted' && stopped) return off(isMail ? say.reach.mailRefused : say.reach.numberStopped);
	if (state === 'granted')
		return { isOn: true, words: when === undefined ? say.reach.agreedPlain : say.reach.agreed(when) };
	if (state !== 'revoked' || when === undefined) return off(say.reach.never);
	return off(source === 'bounce' ? say.reach.bounced(when) : say.reach.revoked(when));
}
