/** Telephone numbers, read as people write them and kept as networks dial them (E.164). The one file that knows libphonenumber-js. */
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';

/**
 * Undefined for what is no number. Without a country's code in front it is none: a wedding has people of several countries, and a call
 * for help must not ring at a stranger's. Whether a range is in use changes every month, so only its shape is judged.
 */
export function phoneNumber(text: string): string | undefined {
	const international = text.trim().replace(/^00/, '+');
	if (!/^\+[\d\s()./-]{5,30}$/.test(international)) return undefined;
	const number = parsePhoneNumberFromString(international);
	return number?.isPossible() === true ? number.number : undefined;
}
