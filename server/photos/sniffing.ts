/** What kind of picture some bytes are, told by how they begin and never by what their sender says. Undefined for everything else. */
import type { BlobType } from '../store/blobs.ts';

export function typeOf(bytes: Uint8Array): BlobType | undefined {
	const head = Buffer.from(bytes.subarray(0, headBytes)).toString('latin1');
	if (head.startsWith('\xff\xd8\xff')) return 'image/jpeg';
	if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
	if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') return 'image/webp';
	return head.slice(4, 8) === 'ftyp' && isHeic(head) ? 'image/heic' : undefined;
}

/** Its brand, or one of those it says it is compatible with. */
function isHeic(head: string): boolean {
	const brands = [head.slice(8, 12), ...(head.slice(16).match(/.{4}/gs) ?? [])];
	return brands.some((brand) => heicBrands.has(brand));
}

const headBytes = 40;
const heicBrands: ReadonlySet<string> = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1']);
