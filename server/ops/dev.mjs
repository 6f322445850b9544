/**
 * `npm run dev`: the server, restarted on every change of its files, and Vite with the app, which passes the relay's routes on
 * to it. When one ends, the other is stopped.
 */
import { spawn } from 'node:child_process';

/** Where people open the app in development: the printed links lead there. */
const viteUrl = { WEDSYNC_PUBLIC_URL: 'http://localhost:5173' };
const started = [
	spawn(process.execPath, ['--watch', 'server/main.ts'], {
		stdio: 'inherit',
		env: { ...viteUrl, ...process.env },
	}),
	spawn(process.execPath, ['node_modules/vite/bin/vite.js', '--config', 'client/web/vite.config.ts'], {
		stdio: 'inherit',
	}),
];
const stopAll = () => started.forEach((child) => child.kill('SIGTERM'));
for (const child of started) child.on('exit', stopAll);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, stopAll);
