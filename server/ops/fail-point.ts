/**
 * Crash drills: `FAILPOINT=name:n` makes the process kill itself, as `kill -9` would, when it passes the named step for the
 * n-th time. Off unless asked for; what the steps are called stands in `server/room/door.ts` (`Step`),
 * for the queue in `server/notify/deliver.ts` (`PumpStep`), and, for those inside the store's writer, in `server/store/sqlite/commands.ts`.
 */
export function failPoint(
	setting: string | undefined,
	kill: () => void,
): ((step: string) => void) | undefined {
	if (setting === undefined || setting === '') return undefined;
	const [name, count] = setting.split(':');
	let left = Number(count ?? 1);
	if (!Number.isSafeInteger(left) || left < 1)
		throw new Error('FAILPOINT is written name:n, such as appended:3');
	return (step) => {
		if (step !== name) return;
		left -= 1;
		if (left === 0) kill();
	};
}
