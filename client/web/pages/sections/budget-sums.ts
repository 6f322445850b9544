/** The three figures of a budget, in whole cents on the way so that no thousandth creeps in. Pure. */
import type { BudgetLine } from '../../../../shared/document/schema.ts';

export interface BudgetSums {
	readonly planned: number;
	readonly paid: number;
	/** What is still to be paid; a line that was paid too much does not pay for another. */
	readonly open: number;
}

export function budgetSums(lines: readonly BudgetLine[]): BudgetSums {
	const sum = (amountOf: (line: BudgetLine) => number) =>
		lines.reduce((cents, line) => cents + Math.round(amountOf(line) * 100), 0) / 100;
	return {
		planned: sum(({ amount }) => amount ?? 0),
		paid: sum(({ paid }) => paid ?? 0),
		open: sum(({ amount, paid }) => Math.max(0, (amount ?? 0) - (paid ?? 0))),
	};
}

/** What was typed as an amount: two decimals; `null` for nothing, which takes it away. */
export function amountIn(text: string): number | null {
	const amount = Number(text);
	return text.trim() === '' || !Number.isFinite(amount) ? null : Math.round(amount * 100) / 100;
}
