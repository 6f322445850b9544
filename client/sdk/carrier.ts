/**
 * Others' signed frames that this device brings to the relay: offered on every line until the relay has said of each whether it took
 * it. Guards: what is carried never mixes with one's own; one that is refused stops nobody's edits.
 */
import type { SignedFrame } from './signed-frame.ts';

export interface Carrier {
	/** Those the relay has said nothing of, in order. */
	readonly open: readonly SignedFrame[];
	/** Answers for each whether the relay has it. */
	offer(frames: readonly SignedFrame[]): Promise<readonly boolean[]>;
	settle(frame: SignedFrame, isTaken: boolean): void;
}

export function createCarrier(): Carrier {
	const answers = new Map<SignedFrame, (isTaken: boolean) => void>();
	return {
		get open() {
			return [...answers.keys()];
		},
		offer: (frames) =>
			Promise.all(
				frames.map((frame) => new Promise<boolean>((resolve) => answers.set({ ...frame }, resolve))),
			),
		settle(frame, isTaken) {
			answers.get(frame)?.(isTaken);
			answers.delete(frame);
		},
	};
}
