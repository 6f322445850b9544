/** Names as the machine knows them (its hosts file too, as every program on it would): all addresses of one. */
import { lookup } from 'node:dns/promises';
import type { Resolve } from './egress.ts';

export const systemNames: Resolve = async (host) =>
	(await lookup(host, { all: true, order: 'verbatim' })).map(({ address }) => address);
