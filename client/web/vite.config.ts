/**
 * How the web app is built: one page, hashed files, nothing inlined (so that the page can be served under a strict
 * content-security policy), and the service worker with the list of what it keeps. `vite` alone serves it for development
 * with the relay's own routes passed on to a server on port 8787.
 */
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { precache } from './precache.ts';

const relay = 'http://127.0.0.1:8787';

export default defineConfig({
	root: fileURLToPath(new URL('.', import.meta.url)),
	plugins: [react(), precache()],
	build: {
		outDir: fileURLToPath(new URL('../dist', import.meta.url)),
		emptyOutDir: true,
		target: 'es2022',
		assetsInlineLimit: 0,
		modulePreload: { polyfill: false },
	},
	server: { proxy: { '/api': relay, '/sync': { target: relay, ws: true } } },
});
