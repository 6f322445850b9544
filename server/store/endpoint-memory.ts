/** Endpoints in memory: the rules of `endpoints.ts` as plain data. Used by `memory.ts` only. */
import type { WeddingId } from '../../shared/ids.ts';
import type { Endpoint, EndpointStore } from './endpoints.ts';
import type { SessionMemoryDeps } from './session-memory.ts';

/** What survives a restart: by wedding and id, in the order they were made. */
export type EndpointDisk = Map<string, Endpoint>;

export function createEndpointMemory(
	disk: EndpointDisk,
	{ later, known, note }: SessionMemoryDeps,
): EndpointStore {
	const change = (
		wedding: WeddingId,
		audit: Parameters<EndpointStore['removeEndpoint']>[2],
		done: boolean,
	) => {
		if (done && audit !== undefined) note(wedding, [audit]);
		return done;
	};
	return {
		endpoints: (wedding) =>
			later(() => [...disk.values()].filter((one) => one.wedding === wedding).sort(byAge)),
		endpoint: (wedding, id) => later(() => disk.get(keyOf(wedding, id))),
		saveEndpoint: (endpoint, audit) =>
			later(() => {
				const { wedding, id, version } = endpoint;
				known(wedding);
				if ((disk.get(keyOf(wedding, id))?.version ?? 0) !== version - 1) return false;
				disk.set(keyOf(wedding, id), structuredClone(endpoint));
				return change(wedding, audit, true);
			}),
		removeEndpoint: (wedding, id, audit) =>
			later(() => change(wedding, audit, disk.delete(keyOf(wedding, id)))),
		endpointsToProbe: (now, limit) =>
			later(() =>
				[...disk.values()]
					.filter(({ health }) => health.probeAt !== undefined && health.probeAt <= now)
					.sort((a, b) => (a.health.probeAt ?? 0) - (b.health.probeAt ?? 0))
					.slice(0, limit),
			),
	};
}

const byAge = (a: Endpoint, b: Endpoint): number => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1);
const keyOf = (...parts: readonly string[]): string => JSON.stringify(parts);
