/**
 * A request's JSON body, read within limits. Guards what stands behind it: at most 1 MiB, an object, and nowhere deeper than any
 * body we take, because what walks it later walks it recursively.
 */
import type { Context } from 'hono';
import type { z } from 'zod';
import { err, ok, type Result } from '../../shared/result.ts';
import type { Problem } from './problem.ts';

export type Body = Readonly<Record<string, unknown>>;

export const maxBodyBytes = 1024 * 1024;

/** An empty body counts as `{}`: some calls need none. */
export async function readBody(context: Context): Promise<Result<Body, Problem>> {
	const bytes = await context.req.arrayBuffer();
	if (bytes.byteLength === 0) return ok({});
	let value: unknown;
	try {
		value = JSON.parse(utf8.decode(bytes));
	} catch {
		return err({ code: 'malformed', detail: 'The body is not JSON in UTF-8.' });
	}
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		return err({ code: 'malformed', detail: 'The body is not a JSON object.' });
	}
	if (isDeeperThan(value, maxDepth))
		return err({ code: 'malformed', detail: 'The body is nested too deeply.' });
	return ok(value as Body);
}

/** A body of this shape, or the first thing that is wrong with it. */
export async function readBodyAs<S extends z.ZodType>(
	context: Context,
	shape: S,
): Promise<Result<z.output<S>, Problem>> {
	const body = await readBody(context);
	if (!body.ok) return body;
	const parsed = shape.safeParse(body.value);
	return parsed.success ? ok(parsed.data) : err(invalidBody(parsed.error));
}

export function invalidBody(error: z.ZodError): Problem {
	const [issue] = error.issues;
	const field = issue?.path.map(String).join('.') ?? '';
	const detail = issue?.message ?? 'The body is not what this call takes.';
	return {
		code: 'invalid-value',
		detail: field === '' ? detail : `${field}: ${detail}`,
		...(field === '' ? {} : { field }),
	};
}

function isDeeperThan(value: unknown, levels: number): boolean {
	if (typeof value !== 'object' || value === null) return false;
	return levels === 0 || Object.values(value).some((inner) => isDeeperThan(inner, levels - 1));
}

const maxDepth = 16;
const utf8 = new TextDecoder('utf-8', { fatal: true });
