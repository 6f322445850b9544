/** Numbers for whoever watches the server, in the Prometheus text format. No label may carry anything of a person or a wedding. */
export interface Metrics {
	count(name: Counter, labels: Readonly<Record<string, string | number>>, by?: number): void;
	text(): string;
}

/** Read when asked for. */
export type Gauges = () => Readonly<Record<string, { readonly help: string; readonly value: number }>>;

export const counters = {
	wedsync_http_requests_total: 'Requests answered, by method, route and status.',
	wedsync_http_milliseconds_total: 'Time spent on them, by method and route.',
	wedsync_slowed_total:
		'How often a socket was read more slowly, its session having taken more than its share.',
	wedsync_slowed_milliseconds_total: 'For how long.',
	wedsync_callbacks_total: 'Callbacks of providers, by provider and by whether they were proved and read.',
} as const;
export type Counter = keyof typeof counters;

export function createMetrics(gauges: Gauges): Metrics {
	const counts = new Map<Counter, Map<string, number>>();
	return {
		count(name, labels, by = 1) {
			const series = counts.get(name) ?? new Map<string, number>();
			counts.set(name, series);
			const label = Object.entries(labels).map(([key, value]) => `${key}=${JSON.stringify(String(value))}`);
			const key = `{${label.join(',')}}`;
			series.set(key, (series.get(key) ?? 0) + by);
		},
		text() {
			const lines: string[] = [];
			for (const [name, series] of counts) {
				lines.push(`# HELP ${name} ${counters[name]}`, `# TYPE ${name} counter`);
				for (const [labels, value] of series) lines.push(`${name}${labels} ${value}`);
			}
			for (const [name, { help, value }] of Object.entries(gauges())) {
				lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, `${name} ${value}`);
			}
			return `${lines.join('\n')}\n`;
		},
	};
}
