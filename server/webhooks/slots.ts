/** The names under which the queue knows an endpoint's deliveries: what waits, breaks and is limited together. */
import type { Endpoint } from '../store/endpoints.ts';
import type { NewDelivery } from '../store/deliveries.ts';

export const slotOf = ({ id }: Pick<Endpoint, 'id'>): string => `webhook ${id}`;
/** A test goes also while the rest is held. */
export const testSlotOf = ({ id }: Pick<Endpoint, 'id'>): string => `webhook-test ${id}`;

export const channelOf = ({ format }: Pick<Endpoint, 'format'>) =>
	format === 'standard' ? 'webhook' : format;

/** What a receiver knows a delivery by, however often it is sent again. */
export const webhookIdOf = (delivery: string): string => delivery.split(mark)[0] ?? delivery;
export const replayIdOf = (webhookId: string, replay: string): string => `${webhookId}${mark}${replay}`;

export const testType = 'webhook.test';
export const isTest = ({ eventType }: Pick<NewDelivery, 'eventType'>): boolean => eventType === testType;

/** In no derived id. */
const mark = '~';
