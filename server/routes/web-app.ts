/**
 * The built web app, read into memory once at the start: no path of a request ever reaches the disk, and a new build shows only
 * after a restart, whole. Hashed files may be kept for ever; the page and the service worker are asked for again each time,
 * else nobody would ever get a new version.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Context } from 'hono';

export interface WebApp {
	readonly isBuilt: boolean;
	/** The file, the page for any other address of the app, or undefined. */
	serve(context: Context): Response | undefined;
}

interface Asset {
	readonly bytes: Uint8Array<ArrayBuffer>;
	readonly gzip?: Uint8Array<ArrayBuffer>;
	readonly type: string;
	readonly etag: string;
	readonly cache: string;
}

export function readWebApp(folder: string): WebApp {
	const assets = new Map(filesIn(folder).map((path) => [path, readAsset(folder, path)]));
	const page = assets.get('/index.html');
	return {
		isBuilt: page !== undefined,
		serve(context) {
			const { path } = context.req;
			const asset = assets.get(path) ?? (isPageAddress(path) ? page : undefined);
			return asset === undefined ? undefined : present(context, asset);
		},
	};
}

/** Every page of the app is a deep link; a name with an ending is a file, and a missing file must not look like a page. */
function isPageAddress(path: string): boolean {
	return !path.slice(path.lastIndexOf('/')).includes('.');
}

function present(context: Context, { bytes, gzip, type, etag, cache }: Asset): Response {
	const headers = { 'Content-Type': type, ETag: etag, 'Cache-Control': cache, Vary: 'Accept-Encoding' };
	if (context.req.header('If-None-Match') === etag) return context.body(null, 304, headers);
	const takesGzip = /\bgzip\b/.test(context.req.header('Accept-Encoding') ?? '');
	if (gzip === undefined || !takesGzip) return context.body(bytes, 200, headers);
	return context.body(gzip, 200, { ...headers, 'Content-Encoding': 'gzip' });
}

function readAsset(folder: string, path: string): Asset {
	const bytes = new Uint8Array(readFileSync(join(folder, path)));
	const type = types[extname(path)] ?? 'application/octet-stream';
	const gzip = isCompressible(type) ? new Uint8Array(gzipSync(bytes, { level: 9 })) : undefined;
	return {
		bytes,
		...(gzip !== undefined && gzip.length < bytes.length ? { gzip } : {}),
		type,
		etag: `W/"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`,
		cache: path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
	};
}

function filesIn(folder: string): readonly string[] {
	if (!existsSync(folder)) return [];
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
		.map((entry) => join(entry.parentPath, entry.name).slice(folder.length).replaceAll('\\', '/'));
}

const isCompressible = (type: string): boolean => /^text\/|json|javascript|svg/.test(type);

const types: Readonly<Record<string, string>> = {
	'.html': 'text/html; charset=utf-8',
	'.js': 'text/javascript; charset=utf-8',
	'.css': 'text/css; charset=utf-8',
	'.svg': 'image/svg+xml',
	'.png': 'image/png',
	'.ico': 'image/x-icon',
	'.webp': 'image/webp',
	'.woff2': 'font/woff2',
	'.json': 'application/json',
	'.webmanifest': 'application/manifest+json',
	'.txt': 'text/plain; charset=utf-8',
};
