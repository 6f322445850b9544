/** What a provider's answer says, as far as it is what we know: undefined for everything else, without a throw. */
import type { z } from 'zod';

export function asJson<S extends z.ZodType>(text: string, shape: S): z.output<S> | undefined {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return undefined;
	}
	const parsed = shape.safeParse(value);
	return parsed.success ? parsed.data : undefined;
}
