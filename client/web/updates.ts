/**
 * A new version of the app: noticed, offered, and taken only when the person says so. Guards: the page never reloads by
 * itself; after "Update" it reloads once, when the new worker has taken over.
 */
import type { Unsubscribe } from '../sdk/handle.ts';

export interface Updates {
	isReady(): boolean;
	apply(): void;
	subscribe(listener: () => void): Unsubscribe;
}

export interface UpdateDeps {
	/** Absent where the browser has none (a private window, plain http). */
	readonly workers: ServiceWorkerContainer | undefined;
	reload(): void;
}

export function createUpdates({ workers, reload }: UpdateDeps): Updates {
	const listeners = new Set<() => void>();
	let waiting: ServiceWorker | undefined;
	let isApplying = false;
	const offer = (worker: ServiceWorker | null) => {
		// With no controller this is the first install: nothing is replaced, nothing to offer.
		if (worker === null || !workers?.controller) return;
		waiting = worker;
		for (const listener of listeners) listener();
	};
	workers?.addEventListener('controllerchange', () => {
		if (isApplying) reload();
	});
	void workers?.register('/service-worker.js').then(
		(registration) => watch(registration, offer),
		// Without a worker the app is the same, only it needs a network to open.
		() => undefined,
	);
	return {
		isReady: () => waiting !== undefined,
		apply() {
			isApplying = true;
			waiting?.postMessage('update-now');
		},
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
	};
}

function watch(registration: ServiceWorkerRegistration, offer: (worker: ServiceWorker | null) => void): void {
	offer(registration.waiting);
	registration.addEventListener('updatefound', () => {
		const worker = registration.installing;
		worker?.addEventListener('statechange', () => {
			if (worker.state === 'installed') offer(registration.waiting);
		});
	});
}
