/**
 * The observers at work: each by itself behind its own cursors, woken by the bell and caught up at the start. Guards: none of them
 * holds up another, or an edit; what was put aside can be tried again while the server runs.
 */
import type { WeddingId } from '../../shared/ids.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import type { EventCursor, NoticeStore, ObserverLetter } from '../store/notices.ts';
import type { Bell } from './bell.ts';
import { createLoop, type Loop, type LoopDeps } from './loop.ts';
import type { Observer } from './observer.ts';

export interface Letter extends ObserverLetter {
	readonly observer: string;
	readonly wedding: WeddingId;
}
/** Which letters are meant; what is absent is any. */
export interface LetterQuery {
	readonly observer?: string | undefined;
	readonly wedding?: WeddingId | undefined;
	readonly event?: string | undefined;
}
export interface Replayed {
	readonly letter: Letter;
	/** Why it failed again; absent if it did not. */
	readonly fault?: string;
}

export interface Runner {
	/** Catches up and listens. Resolves when it is known what there is to catch up with. */
	start(): Promise<void>;
	/** What was put aside; an error names an observer that there is none of. */
	letters(query: LetterQuery): Promise<Result<readonly Letter[], string>>;
	/** Tries letters again, the oldest first; those that go well are letters no more. */
	replay(query: LetterQuery): Promise<Result<readonly Replayed[], string>>;
	/** Weddings that wait for one of the observers. */
	readonly waiting: number;
	close(): Promise<void>;
}

export interface RunnerDeps extends LoopDeps {
	readonly store: LoopDeps['store'] & Pick<NoticeStore, 'letters'>;
	readonly bell: Pick<Bell, 'listen'>;
	readonly observers: readonly Observer[];
}

export function createRunner({ observers, bell, ...deps }: RunnerDeps): Runner {
	const loops = new Map<string, Loop>(observers.map((one) => [one.name, createLoop(one, deps)]));
	if (loops.size < observers.length) throw new Error('two observers of one name would share a cursor');
	const { store } = deps;
	let stop = (): void => undefined;

	async function letters(query: LetterQuery): Promise<Result<readonly Letter[], string>> {
		const { observer, wedding, event } = query;
		if (observer !== undefined && !loops.has(observer)) return err(nobody([...loops.keys()]));
		const found: Letter[] = [];
		for (const name of observer === undefined ? loops.keys() : [observer]) {
			for (const letter of await store.letters(name, wedding)) found.push({ ...letter, observer: name });
		}
		return ok(found.filter((letter) => event === undefined || letter.event === event));
	}

	/** First what it makes is stored, then the letter is taken: a crash between the two only does it twice, which changes nothing. */
	async function again(letter: Letter): Promise<Replayed> {
		const { observer, wedding, seq, index } = letter;
		const [event] = await store.events(wedding, before({ seq, index }), 1);
		try {
			if (event?.id !== letter.event) throw new Error('the event is not in the log');
			await loops.get(observer)?.redo(event);
		} catch (fault) {
			return { letter, fault: fault instanceof Error ? fault.message : String(fault) };
		}
		await store.takeLetter(observer, wedding, letter.event);
		return { letter };
	}

	return {
		async start() {
			// Not before: what happens until then is seen by the start, or was skipped on purpose.
			stop = bell.listen((wedding) => {
				for (const loop of loops.values()) loop.wake(wedding);
			});
			for (const loop of loops.values()) await loop.start();
		},
		letters,
		async replay(query) {
			const found = await letters(query);
			if (!found.ok) return found;
			const replayed: Replayed[] = [];
			for (const letter of found.value) replayed.push(await again(letter));
			return ok(replayed);
		},
		get waiting() {
			return [...loops.values()].reduce((sum, loop) => sum + loop.waiting, 0);
		},
		async close() {
			stop();
			await Promise.all([...loops.values()].map((loop) => loop.close()));
		},
	};
}

const before = ({ seq, index }: EventCursor): EventCursor => ({ seq, index: index - 1 });
const nobody = (names: readonly string[]): string =>
	`There is no such observer; there are: ${names.join(', ')}.`;
