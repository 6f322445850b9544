/** Does a chain of names come back to where it started? For dependencies of tasks and for what hangs on what. Pure. */
export function leadsBack(start: string, nextOf: (id: string) => readonly string[]): boolean {
	const visited = new Set<string>();
	const waiting = [...nextOf(start)];
	for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
		if (id === start) return true;
		if (visited.has(id)) continue;
		visited.add(id);
		waiting.push(...nextOf(id));
	}
	return false;
}
