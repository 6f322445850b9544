/**
 * Reads lib0's encoding from bytes a stranger sent. Every read is checked against the end of *these* bytes (a view into a
 * pooled buffer could otherwise show a neighbour's memory) and nothing is allocated from a declared number. The first
 * fault throws `Malformed`, which `codec.ts` and `update.ts` turn into a value; it must not escape `shared/wire`.
 */
export class Malformed extends Error {
	override readonly name = 'Malformed';
}

/** What is in order but more than is taken. */
export class TooLarge extends Malformed {}

export class Reader {
	position = 0;
	readonly bytes: Uint8Array;

	constructor(bytes: Uint8Array) {
		this.bytes = bytes;
	}

	get left(): number {
		return this.bytes.length - this.position;
	}

	uint8(): number {
		const byte = this.bytes[this.position];
		if (byte === undefined) throw new Malformed('the message ends too early');
		this.position += 1;
		return byte;
	}

	/** At most 8 bytes and 2^53 - 1: what a JavaScript number holds exactly. */
	varUint(): number {
		let value = 0;
		let scale = 1;
		for (let length = 0; length < 8; length++) {
			const byte = this.uint8();
			value += (byte & 0x7f) * scale;
			if (byte < 0x80) {
				if (value > Number.MAX_SAFE_INTEGER) break;
				return value;
			}
			scale *= 128;
		}
		throw new Malformed('a number is too large');
	}

	/** Sign in bit 6 of the first byte, six bits of value there, seven in each that follows. */
	varInt(): number {
		const first = this.uint8();
		let value = first & 0x3f;
		const sign = first & 0x40 ? -1 : 1;
		if (first < 0x80) return sign * value;
		let scale = 64;
		for (let length = 0; length < 8; length++) {
			const byte = this.uint8();
			value += (byte & 0x7f) * scale;
			if (byte < 0x80) {
				if (value > Number.MAX_SAFE_INTEGER) break;
				return sign * value;
			}
			scale *= 128;
		}
		throw new Malformed('a number is too large');
	}

	/** A view, not a copy. */
	take(length: number): Uint8Array {
		if (length > this.left) throw new Malformed('the message ends too early');
		const view = this.bytes.subarray(this.position, this.position + length);
		this.position += length;
		return view;
	}

	varBytes(): Uint8Array {
		return this.take(this.varUint());
	}

	string(maxBytes: number): string {
		const length = this.varUint();
		const bytes = this.take(length);
		if (length > maxBytes) throw new TooLarge('a text is too long');
		if (length < 24) {
			const ascii = shortAscii(bytes);
			if (ascii !== undefined) return ascii;
		}
		try {
			return utf8.decode(bytes);
		} catch {
			throw new Malformed('a text is not valid UTF-8');
		}
	}

	end(): void {
		if (this.left > 0) throw new Malformed('there are bytes after the end');
	}
}

/** Most strings here are keys and ids; building them by hand is several times faster than the decoder's set-up. */
function shortAscii(bytes: Uint8Array): string | undefined {
	let text = '';
	for (const byte of bytes) {
		if (byte > 0x7f) return undefined;
		text += String.fromCharCode(byte);
	}
	return text;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
