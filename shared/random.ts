/** Chance as a parameter: ids, jitter and keys come from here, so that a seed replays a whole world. */
export interface Random {
	bytes(length: number): Uint8Array;
}

/** A number in [0, 1), for jitter. */
export function fraction(random: Random): number {
	return uint32(random) / 2 ** 32;
}

export function uint32(random: Random): number {
	const bytes = random.bytes(4);
	return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0);
}

/** The test double: mulberry32, the same sequence for the same seed. Never for keys. */
export function seededRandom(seed: number): Random {
	let state = seed >>> 0;
	const byte = () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return (mixed ^ (mixed >>> 14)) & 0xff;
	};
	return { bytes: (length) => Uint8Array.from({ length }, byte) };
}
