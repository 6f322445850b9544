/** What the worker says to an open page: a tapped notification wants to be shown here, or the push address is another by now. */
import { z } from 'zod';
import type { Unsubscribe } from '../sdk/handle.ts';

const saidShape = z.union([
	z.object({ kind: z.literal('open'), link: z.string(), id: z.string().optional() }),
	z.object({ kind: z.literal('push-changed') }),
]);
export type Said = z.infer<typeof saidShape>;

export function onWorkerSaid(
	workers: ServiceWorkerContainer | undefined,
	listener: (said: Said) => void,
): Unsubscribe {
	const heard = ({ data }: MessageEvent) => {
		const said = saidShape.safeParse(data);
		if (said.success) listener(said.data);
	};
	workers?.addEventListener('message', heard);
	return () => workers?.removeEventListener('message', heard);
}
