/**
 * What the CLI asks of the running server, over HTTP like anybody: only one process may write a wedding's log. Whoever can read
 * the data folder's secret may sign as the operator; such a token is good for a minute.
 */
import type { Result } from '../../shared/result.ts';
import { err, ok } from '../../shared/result.ts';

export interface OperatorCalls {
	post(path: string, body: unknown): Promise<Result<Readonly<Record<string, unknown>>, string>>;
}

export function createOperatorCalls(url: string, token: () => Promise<string>): OperatorCalls {
	return {
		async post(path, body) {
			let response: Response;
			try {
				response = await fetch(`${url}${path}`, {
					method: 'POST',
					headers: { Authorization: `Bearer ${await token()}`, 'Content-Type': 'application/json' },
					body: JSON.stringify(body),
				});
			} catch {
				return err(
					`No server answers at ${url}. Start it (npm start), or set HOST and PORT to where it runs.`,
				);
			}
			const answer = (await response.json()) as Record<string, unknown>;
			return response.ok
				? ok(answer)
				: err(String(answer.detail ?? `The server answered ${response.status}.`));
		},
	};
}
