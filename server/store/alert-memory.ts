/** A wedding's alerts in memory. Used by `wedding-memory.ts` only. `check` refuses before anything is changed. */
import type { PersonId } from '../../shared/ids.ts';
import type { Alert, AlertWitness } from './alerts.ts';
import { EntryRejected, type Entry } from './store.ts';

export function createAlertMemory() {
	const alerts = new Map<string, Alert>();
	const isIn = (list: readonly AlertWitness[], person: PersonId) => list.some((one) => one.person === person);
	/** In the order of their moments. */
	const added = (list: readonly AlertWitness[], { person, name, at }: AlertWitness) =>
		isIn(list, person)
			? list
			: [...list, { person, name, at }].sort((a, b) => a.at - b.at || (a.person < b.person ? -1 : 1));
	const sorted = () => [...alerts.values()].sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1));

	return {
		check(entries: readonly Entry[]): void {
			const ids = new Set(alerts.keys());
			const acked = new Set<string>();
			for (const { alert, acknowledges: ack } of entries) {
				if (alert !== undefined) {
					if (ids.has(alert.id)) throw new EntryRejected(`alert ${alert.id} was stored before`);
					ids.add(alert.id);
				}
				if (ack === undefined) continue;
				const name = `${ack.alert} ${ack.person}`;
				const before = alerts.get(ack.alert)?.ackedBy ?? [];
				if (!ids.has(ack.alert)) throw new EntryRejected(`there is no alert ${ack.alert}`);
				if (acked.has(name) || isIn(before, ack.person))
					throw new EntryRejected(`alert ${ack.alert} was acknowledged by ${ack.person} before`);
				acked.add(name);
			}
		},
		store({ alert, acknowledges: ack }: Entry): void {
			if (alert !== undefined) alerts.set(alert.id, { ...structuredClone(alert), seenBy: [], ackedBy: [] });
			const found = ack === undefined ? undefined : alerts.get(ack.alert);
			if (ack === undefined || found === undefined) return;
			const { seenBy, ackedBy } = found;
			alerts.set(found.id, { ...found, seenBy: added(seenBy, ack), ackedBy: added(ackedBy, ack) });
		},
		alert: (id: string): Alert | undefined => structuredClone(alerts.get(id)),
		alerts({ before, limit }: { readonly before?: string; readonly limit: number }): readonly Alert[] {
			const all = sorted();
			const start = before === undefined ? 0 : all.findIndex(({ id }) => id === before) + 1;
			// Behind one that is not there comes nothing.
			if (before !== undefined && start === 0) return [];
			return structuredClone(all.slice(start, start + limit));
		},
		seeAlerts: (ids: readonly string[], who: AlertWitness): readonly string[] =>
			ids.filter((id) => {
				const found = alerts.get(id);
				if (found === undefined || isIn(found.seenBy, who.person)) return false;
				alerts.set(id, { ...found, seenBy: added(found.seenBy, who) });
				return true;
			}),
		closeAlert(id: string, { person, at }: { readonly person: PersonId; readonly at: number }): boolean {
			const found = alerts.get(id);
			if (found === undefined || found.closedAt !== undefined) return false;
			alerts.set(id, { ...found, closedAt: at, closedBy: person });
			return true;
		},
	};
}
