/** The browser's own push: its permission and its one subscription, behind the worker of this page. */
import { type PushAddress, pushSubscriptionShape } from './relay/push.ts';
import type { PushSubscriber } from './push.ts';

export function platformPush(workers: ServiceWorkerContainer | undefined): PushSubscriber {
	const isPossible =
		workers !== undefined && typeof PushManager !== 'undefined' && typeof Notification !== 'undefined';
	const registered = async () => (await workers?.ready)?.pushManager;
	const pathOf = (data: unknown) =>
		new URL(String((data as { link?: unknown } | null)?.link ?? '/'), location.origin).pathname;
	return {
		permission: () => (isPossible ? Notification.permission : 'impossible'),
		ask: async () => isPossible && (await Notification.requestPermission()) === 'granted',
		async current() {
			const subscription = await (await registered())?.getSubscription();
			return subscription == null ? undefined : addressOf(subscription);
		},
		async subscribe(publicKey) {
			const pushes = await registered();
			if (pushes === undefined) throw new Error('this browser has no push');
			const wish = { userVisibleOnly: true, applicationServerKey: bytesOf(publicKey) };
			try {
				return addressOf(await pushes.subscribe(wish));
			} catch (cause) {
				// A relay that was set up anew has another key, and a browser holds to the old one.
				const old = await pushes.getSubscription();
				if (old === null) throw cause;
				await old.unsubscribe();
				return addressOf(await pushes.subscribe(wish));
			}
		},
		async unsubscribe() {
			if (!isPossible) return;
			await (await (await registered())?.getSubscription())?.unsubscribe();
		},
		async hide(wedding) {
			if (!isPossible) return;
			const shown = (await (await workers.ready).getNotifications()) ?? [];
			for (const one of shown) if (`${pathOf(one.data)}/`.startsWith(`/w/${wedding}/`)) one.close();
		},
	};
}

const addressOf = (subscription: PushSubscription): PushAddress =>
	pushSubscriptionShape.parse(subscription.toJSON());

/** Of base64url. */
function bytesOf(key: string): Uint8Array<ArrayBuffer> {
	return Uint8Array.from(atob(key.replaceAll('-', '+').replaceAll('_', '/')), (letter) =>
		letter.charCodeAt(0),
	);
}
