/** A photo as a camera would hand it over, made in a page: wide, colourful, a JPEG. */
import type { Page } from 'playwright-core';

export async function pictureFile(
	page: Page,
	{ width, height }: { readonly width: number; readonly height: number },
): Promise<{ readonly name: string; readonly mimeType: string; readonly buffer: Buffer }> {
	const base64 = await page.evaluate(
		([wide, high]) => {
			const canvas = document.createElement('canvas');
			canvas.width = wide;
			canvas.height = high;
			const pen = canvas.getContext('2d');
			if (pen === null) throw new Error('this page cannot draw');
			const sky = pen.createLinearGradient(0, 0, wide, high);
			sky.addColorStop(0, '#8fb38a');
			sky.addColorStop(1, '#b5546b');
			pen.fillStyle = sky;
			pen.fillRect(0, 0, wide, high);
			pen.strokeStyle = '#fffdf9';
			pen.lineWidth = wide / 40;
			pen.beginPath();
			pen.arc(wide / 2, high * 0.7, wide / 4, Math.PI, 0);
			pen.stroke();
			return canvas.toDataURL('image/jpeg', 0.9).split(',')[1] ?? '';
		},
		[width, height] as const,
	);
	return { name: 'arch.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(base64, 'base64') };
}
