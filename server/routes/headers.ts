/**
 * What every answer tells the browser: run nothing but our own files, show us in nobody's frame, tell nobody where one came
 * from, keep no answer of the API. A hole in the app would meet this wall first.
 */
import { createMiddleware } from 'hono/factory';

export function strictHeaders(publicUrl: string | undefined) {
	const fixed = Object.entries({ ...always, ...(publicUrl?.startsWith('https:') ? onlyHttps : {}) });
	return createMiddleware(async (context, next) => {
		await next();
		// A page with a button of its own says so, and is strict for itself.
		for (const [name, value] of fixed)
			if (name !== csp || !context.res.headers.has(csp)) context.res.headers.set(name, value);
		if (!context.res.headers.has('Cache-Control')) context.res.headers.set('Cache-Control', 'no-store');
	});
}

const csp = 'Content-Security-Policy';
const policy = {
	'default-src': "'none'",
	'script-src': "'self'",
	'style-src': "'self'",
	'img-src': "'self' data: blob:",
	'font-src': "'self'",
	'connect-src': "'self'",
	'manifest-src': "'self'",
	'worker-src': "'self'",
	'base-uri': "'none'",
	'form-action': "'none'",
	'frame-ancestors': "'none'",
};

const always = {
	[csp]: Object.entries(policy)
		.map(([directive, sources]) => `${directive} ${sources}`)
		.join('; '),
	'X-Content-Type-Options': 'nosniff',
	'X-Frame-Options': 'DENY',
	'Referrer-Policy': 'no-referrer',
	'Cross-Origin-Opener-Policy': 'same-origin',
	'Cross-Origin-Resource-Policy': 'same-origin',
	'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
};
const onlyHttps = { 'Strict-Transport-Security': 'max-age=31536000' };
