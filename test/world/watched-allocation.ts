/**
 * Runs code while every way to allocate by a number is watched: `new Array(n)`, `Array.from({ length })`, typed arrays and
 * buffers of n bytes, `repeat` and `padStart`. Answers the largest number asked for, without a heap or a clock to read.
 */
export function largestAllocation(run: () => void): number {
	let largest = 0;
	const note = (size: unknown) => {
		if (typeof size === 'number' && size > largest) largest = size;
	};
	const undo = [
		...watched.map((name) => watchConstructor(name, note)),
		...(['repeat', 'padStart', 'padEnd'] as const).map((name) => watchText(name, note)),
	];
	try {
		run();
	} finally {
		for (const restore of undo) restore();
	}
	return largest;
}

const watched = ['Array', 'Uint8Array', 'ArrayBuffer', 'Float64Array', 'Uint32Array'] as const;

function watchConstructor(name: (typeof watched)[number], note: (size: unknown) => void): () => void {
	const original = globalThis[name];
	const watching: unknown = new Proxy(original, {
		construct(target, [size, ...rest], newTarget) {
			// Views of what is there already allocate nothing.
			note(typeof size === 'number' ? size : 0);
			return Reflect.construct(target, [size, ...rest], newTarget === watching ? target : newTarget);
		},
		apply(target, self, args) {
			note(args[0]);
			return Reflect.apply(target as unknown as () => unknown, self, args);
		},
		get(target, key) {
			const value: unknown = Reflect.get(target, key);
			if (key !== 'from') return value;
			return (source: { length?: unknown }, ...rest: unknown[]) => {
				note(source.length);
				return Reflect.apply(value as () => unknown, target, [source, ...rest]);
			};
		},
	});
	Object.defineProperty(globalThis, name, { value: watching, configurable: true, writable: true });
	return () =>
		Object.defineProperty(globalThis, name, { value: original, configurable: true, writable: true });
}

function watchText(name: 'repeat' | 'padStart' | 'padEnd', note: (size: unknown) => void): () => void {
	const original = String.prototype[name];
	Object.defineProperty(String.prototype, name, {
		configurable: true,
		writable: true,
		value(this: string, count: number, ...rest: [string?]) {
			note(name === 'repeat' ? count * this.length : count);
			return Reflect.apply(original, this, [count, ...rest]);
		},
	});
	return () =>
		Object.defineProperty(String.prototype, name, { value: original, configurable: true, writable: true });
}
