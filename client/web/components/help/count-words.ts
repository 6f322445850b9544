/** How many have answered a call, as it is called there: those who come, or those who have seen it. Pure. */
import type { Words } from '../../messages/messages.ts';
import type { Alert } from '../../relay/alerts.ts';

export function countWords({ urgency, ackedBy }: Pick<Alert, 'urgency' | 'ackedBy'>, { say }: Words): string {
	const n = ackedBy.length;
	return urgency === 'emergency' ? say.help.comeCount(n) : say.help.seenCount(n);
}
