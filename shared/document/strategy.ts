/**
 * Who wins among concurrent entries of a register: one total order per field, the winner first. Total, so that every device
 * agrees; equal values or unusable ones are settled by the later hybrid clock, then by the larger client id.
 * Nothing here looks at who saw whom (`fields.ts` does), nor at a device's own zone or language.
 */
import { rank } from '../access/roles.ts';
import type { ClientId } from '../ids.ts';
import type { RegisterField, Rule } from './schema.ts';

export type Scalar = string | number | boolean | null;

export interface Candidate {
	readonly client: ClientId;
	readonly value: Scalar;
	readonly hlc: number;
	/** The writer's role name; a name this version does not know ranks below all. */
	readonly role: string;
}

export function compareCandidates(field: RegisterField): (a: Candidate, b: Candidate) => number {
	if (field.strategy === 'role') return (a, b) => rank(a.role) - rank(b.role) || byAge(a, b);
	const { rule } = field;
	if (field.strategy === 'rule' && rule !== undefined) {
		return (a, b) => compareMerit(meritOf(rule, a.value), meritOf(rule, b.value)) || byAge(a, b);
	}
	return byAge;
}

const byAge = (a: Candidate, b: Candidate): number => b.hlc - a.hlc || b.client - a.client;

/** The more the better; `undefined` for a value the rule cannot use, which loses to any it can. */
function meritOf(rule: Rule, value: Scalar): number | undefined {
	switch (rule.kind) {
		case 'earliest': {
			const moment = momentOf(value);
			return moment === undefined ? undefined : -moment;
		}
		case 'latest':
			return momentOf(value);
		case 'largest':
			return typeof value === 'number' ? value : undefined;
		case 'furthest': {
			const index = typeof value === 'string' ? rule.order.indexOf(value) : -1;
			return index === -1 ? undefined : index;
		}
	}
}

function compareMerit(a: number | undefined, b: number | undefined): number {
	if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
	return b - a;
}

/**
 * Instants by their moment, not their spelling; local times and dates (no zone) as if in UTC, which keeps their order. Only
 * what every engine reads alike: nothing but ISO 8601, to the millisecond.
 */
function momentOf(value: Scalar): number | undefined {
	if (typeof value === 'number') return value;
	const match = typeof value === 'string' ? iso.exec(value) : null;
	if (match === null) return undefined;
	const [, date, time, fraction = '', zone = 'Z'] = match;
	const thousandths = fraction === '' ? '' : fraction.padEnd(4, '0').slice(0, 4);
	const moment = Date.parse(time === undefined ? `${date}` : `${date}${time}${thousandths}${zone}`);
	return Number.isNaN(moment) ? undefined : moment;
}

const iso = /^(\d{4}-\d\d-\d\d)(T\d\d:\d\d(?::\d\d)?)?(\.\d+)?(Z|[+-]\d\d:\d\d)?$/;
