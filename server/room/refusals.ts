/**
 * The audit of refused edits. A hostile client is refused as often as it likes and must not fill the disk with it: the first
 * refusal of a person in a minute has a row at once, all others of that minute share one, with their count.
 */
import type { Cancel, Clock } from '../../shared/clock.ts';
import { recordId } from '../../shared/ids.ts';
import type { Refusal } from '../../shared/wire/refusal.ts';
import type { Principal } from '../auth/principal.ts';
import type { AuditFact } from '../store/audit.ts';
import { type Section, StorageFull, type Store } from '../store/store.ts';
import { actorOf } from './membership.ts';

export interface Refusals {
	note(principal: Principal, section: Section, refusal: Refusal): void;
	/** Writes down what was counted so far. */
	close(): Promise<void>;
}

export interface RefusalDeps {
	readonly store: Pick<Store, 'note'>;
	readonly clock: Clock;
	readonly fatal: (fault: unknown) => void;
}

export function createRefusals({ store, clock, fatal }: RefusalDeps): Refusals {
	const minutes = new Map<string, Minute>();
	let writing: Promise<void> = Promise.resolve();

	function write(principal: Principal, fact: Pick<AuditFact, 'subject' | 'detail'>): void {
		const row = { action: 'edit.refused', at: clock.now(), actor: actorOf(principal), ...fact } as const;
		// On a full disk it is the edits that matter.
		writing = writing
			.then(() => store.note(principal.wedding, [row]))
			.catch((fault: unknown) => (fault instanceof StorageFull ? undefined : fatal(fault)));
	}

	function end(key: string): void {
		const minute = minutes.get(key);
		minutes.delete(key);
		minute?.stop();
		if (minute === undefined || minute.count === 0) return;
		write(minute.principal, { detail: { count: minute.count, codes: [...minute.codes].sort().join(' ') } });
	}

	return {
		note(principal, section, refusal) {
			const key = `${principal.wedding} ${principal.person}`;
			const minute = minutes.get(key);
			if (minute !== undefined) {
				minute.count += 1;
				minute.codes.add(refusal.code);
				return;
			}
			const stop = clock.after(minuteMs, () => end(key));
			minutes.set(key, { principal, count: 0, codes: new Set(), stop });
			write(principal, placeOf(section, refusal));
		},
		async close() {
			for (const key of [...minutes.keys()]) end(key);
			await writing;
		},
	};
}

interface Minute {
	readonly principal: Principal;
	/** Behind the first. */
	count: number;
	readonly codes: Set<string>;
	readonly stop: Cancel;
}

/** What was aimed at is the word of whoever was refused: only what can be a name of ours goes into the audit. */
function placeOf(section: Section, { code, record, field }: Refusal): Pick<AuditFact, 'subject' | 'detail'> {
	const subject = recordId.safeParse(record).data;
	const name = /^[A-Za-z]{1,40}(?=$|[~/])/.exec(field ?? '')?.[0];
	return {
		...(subject !== undefined && { subject }),
		detail: { count: 1, codes: code, section, ...(name !== undefined && { field: name }) },
	};
}

const minuteMs = 60_000;
