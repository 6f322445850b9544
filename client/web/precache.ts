/**
 * The Vite plugin behind the service worker: after the bundle is made it writes `service-worker.js`, which is
 * `service-worker.ts` with its types taken off and the list of built files in front. The version is a digest of that list, so
 * a build that changed nothing updates nobody. Guards that the worker stays one classic script without imports, as every
 * browser takes it. Runs only in the build.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Plugin, transformWithOxc } from 'vite';

export function precache(): Plugin {
	return {
		name: 'wedsync-precache',
		apply: 'build',
		enforce: 'post',
		async generateBundle(_options, bundle) {
			const files = Object.values(bundle)
				.filter((file) => !file.fileName.endsWith('.map'))
				.map((file) => ({
					path: `/${file.fileName}`,
					content: file.type === 'chunk' ? file.code : file.source,
				}))
				.sort((a, b) => (a.path < b.path ? -1 : 1));
			const digest = createHash('sha256');
			for (const { path, content } of files) digest.update(path).update(content);
			this.emitFile({
				type: 'asset',
				fileName: 'service-worker.js',
				source: await workerScript({
					version: digest.digest('hex').slice(0, 12),
					paths: [...files.map(({ path }) => path), ...PUBLIC],
				}),
			});
		},
	};
}

async function workerScript(precached: { readonly version: string; readonly paths: readonly string[] }) {
	const source = await readFile(WORKER, 'utf8');
	const { code } = await transformWithOxc(source, WORKER, { sourcemap: false });
	if (/^\s*(import|export)\s/m.test(code))
		throw new Error('the service worker must not import or export anything');
	return `const PRECACHED = ${JSON.stringify(precached)};\n${code}`;
}

const WORKER = fileURLToPath(new URL('./service-worker.ts', import.meta.url));
/** Copied by Vite as they are, so they are not in the bundle. */
const PUBLIC = ['/icon.svg', '/manifest.webmanifest'];
