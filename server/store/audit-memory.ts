/** The audit's chains in memory. Used by `memory.ts` only. */
import { type AuditChain, type AuditFact, type AuditRow, extended, genesisOf } from './audit.ts';

export type AuditMemory = ReturnType<typeof createAuditMemory>;

export function createAuditMemory() {
	const chains = new Map<AuditChain, AuditRow[]>();
	return {
		add(chain: AuditChain, facts: readonly (AuditFact | undefined)[]): void {
			const rows = chains.get(chain) ?? [];
			const { n, hash } = rows.at(-1) ?? { n: 0, hash: genesisOf(chain) };
			const given = facts.filter((fact) => fact !== undefined);
			chains.set(chain, [...rows, ...extended({ n, hash }, structuredClone(given))]);
		},
		list: (chain: AuditChain, after: number, limit: number): readonly AuditRow[] =>
			structuredClone((chains.get(chain) ?? []).slice(after, after + limit)),
	};
}
