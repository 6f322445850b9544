/**
 * A camera's picture made fit to be sent from a field: at most 2,048 px a side, JPEG, upright, and without what the camera wrote into
 * it (where it was taken, with what). What this browser cannot read but the relay takes goes as it is.
 */
export async function shrink(file: Blob): Promise<Blob | undefined> {
	const picture = await read(file);
	if (picture === undefined) return asItIs.includes(file.type) ? file : undefined;
	const factor = Math.min(1, MOST_PX / Math.max(picture.width, picture.height));
	const canvas = document.createElement('canvas');
	canvas.width = Math.max(1, Math.round(picture.width * factor));
	canvas.height = Math.max(1, Math.round(picture.height * factor));
	const pen = canvas.getContext('2d');
	if (pen === null) return undefined;
	// JPEG knows no transparency: a drawing on nothing would turn black.
	pen.fillStyle = '#ffffff';
	pen.fillRect(0, 0, canvas.width, canvas.height);
	pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
	picture.close();
	return new Promise((resolve) => canvas.toBlob((made) => resolve(made ?? undefined), 'image/jpeg', QUALITY));
}

async function read(file: Blob): Promise<ImageBitmap | undefined> {
	try {
		return await createImageBitmap(file, { imageOrientation: 'from-image' });
	} catch {
		// No picture, or of a kind that only some devices read.
		return undefined;
	}
}

/** The relay shows it to those whose device can. */
const asItIs: readonly string[] = ['image/heic'];
const MOST_PX = 2_048;
const QUALITY = 0.82;
