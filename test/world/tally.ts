/** How often a property came by each of its branches: so that a green one can be seen to have been there. */
export interface Tally {
	count(branch: string): void;
	of(branch: string): number;
	/** One line of the test's output. */
	print(title: string): void;
}

export function createTally(): Tally {
	const counts = new Map<string, number>();
	return {
		count: (branch) => void counts.set(branch, (counts.get(branch) ?? 0) + 1),
		of: (branch) => counts.get(branch) ?? 0,
		print(title) {
			const parts = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, n]) => `${name} ${n}`);
			console.log(`${title}: ${parts.join(', ')}`);
		},
	};
}
