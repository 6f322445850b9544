/** Numbers for whoever watches the server, in the Prometheus text format. No label may carry anything of a person or a wedding. */
export interface Metrics {
	count(name: Counter, labels: Labels, by?: number): void;
	/** How long something took, in milliseconds. */
	took(name: Histogram, labels: Labels, ms: number): void;
	text(): string;
}
export type Labels = Readonly<Record<string, string | number>>;

/** Read when asked for; one value, or one for each set of labels. */
export type Gauges = () => Readonly<Record<string, Gauge>>;
export interface Gauge {
	readonly help: string;
	readonly value: number | readonly { readonly labels: Labels; readonly value: number }[];
}

export const counters = {
	wedsync_http_requests_total: 'Requests answered, by method, route and status.',
	wedsync_http_milliseconds_total: 'Time spent on them, by method and route.',
	wedsync_slowed_total:
		'How often a socket was read more slowly, its session having taken more than its share.',
	wedsync_slowed_milliseconds_total: 'For how long.',
	wedsync_callbacks_total: 'Callbacks of providers, by provider and by whether they were proved and read.',
	wedsync_delivery_attempts_total:
		'Requests to providers and endpoints, by channel, lane, provider and outcome.',
	wedsync_deliveries_total: 'Deliveries that were settled, by channel, lane and the state they came to.',
} as const;
export type Counter = keyof typeof counters;

export const histograms = {
	wedsync_delivery_wait_milliseconds:
		'From the moment a delivery was due to its request, by channel and lane.',
	wedsync_delivery_age_milliseconds:
		'From the storing of a delivery to its first request, whatever it had to wait for, by channel and lane.',
	wedsync_delivery_request_milliseconds: 'How long providers and endpoints took, by channel and provider.',
} as const;
export type Histogram = keyof typeof histograms;

export function createMetrics(gauges: Gauges): Metrics {
	const counts = new Map<Counter, Map<string, number>>();
	const times = new Map<Histogram, Map<string, Times>>();
	return {
		count(name, labels, by = 1) {
			const series = counts.get(name) ?? new Map<string, number>();
			counts.set(name, series);
			const key = said(labels);
			series.set(key, (series.get(key) ?? 0) + by);
		},
		took(name, labels, ms) {
			const series = times.get(name) ?? new Map<string, Times>();
			times.set(name, series);
			const key = said(labels);
			const own = series.get(key) ?? { sum: 0, count: 0, upTo: bounds.map(() => 0) };
			series.set(key, own);
			own.sum += ms;
			own.count += 1;
			const place = bounds.findIndex((bound) => ms <= bound);
			if (place !== -1) own.upTo[place] = (own.upTo[place] ?? 0) + 1;
		},
		text() {
			const lines: string[] = [];
			for (const [name, series] of counts) {
				lines.push(`# HELP ${name} ${counters[name]}`, `# TYPE ${name} counter`);
				for (const [labels, value] of series) lines.push(`${name}${labels} ${value}`);
			}
			for (const [name, series] of times) {
				lines.push(`# HELP ${name} ${histograms[name]}`, `# TYPE ${name} histogram`);
				for (const [labels, own] of series) lines.push(...saidTimes(name, labels, own));
			}
			for (const [name, { help, value }] of Object.entries(gauges())) {
				lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} gauge`);
				if (typeof value === 'number') lines.push(`${name} ${value}`);
				else for (const one of value) lines.push(`${name}${said(one.labels)} ${one.value}`);
			}
			return `${lines.join('\n')}\n`;
		},
	};
}

interface Times {
	sum: number;
	count: number;
	/** For each bound, how many were no longer than it and longer than the one before. */
	readonly upTo: number[];
}

function saidTimes(name: string, labels: string, { sum, count, upTo }: Times): string[] {
	const inner = labels.slice(1, -1);
	const comma = inner === '' ? '' : ',';
	let soFar = 0;
	const buckets = bounds.map((bound, place) => {
		soFar += upTo[place] ?? 0;
		return `${name}_bucket{${inner}${comma}le="${bound}"} ${soFar}`;
	});
	return [
		...buckets,
		`${name}_bucket{${inner}${comma}le="+Inf"} ${count}`,
		`${name}_sum${labels} ${sum}`,
		`${name}_count${labels} ${count}`,
	];
}

const said = (labels: Labels): string =>
	`{${Object.entries(labels)
		.map(([key, value]) => `${key}=${JSON.stringify(String(value))}`)
		.join(',')}}`;

/** From what nobody notices to what everybody does. */
const bounds: readonly number[] = [
	1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 60_000, 600_000,
];
