/** A link as a QR code: the dark squares as one SVG path, a unit a square, with the quiet border that readers need. Pure. */
import encodeQR from 'qr';

export interface QrPath {
	readonly size: number;
	readonly path: string;
}

export function qrPath(text: string): QrPath {
	const rows = encodeQR(text, 'raw', { ecc: 'medium', border: BORDER });
	const path = rows
		.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : '')))
		.join('');
	return { size: rows.length, path };
}

const BORDER = 3;
