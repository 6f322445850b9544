/** The ways to somebody, and how urgent it can be: the words that preferences, policy, queue and pages share. */

/** To a person, the least intrusive first. */
export const personChannels = ['in-app', 'push', 'email', 'sms', 'whatsapp', 'voice'] as const;
export type PersonChannel = (typeof personChannels)[number];

/** To an address that a wedding has named: somebody's software, or a room where its people talk. */
export const endpointChannels = ['webhook', 'slack', 'teams'] as const;
export type EndpointChannel = (typeof endpointChannels)[number];

export const channels = [...personChannels, ...endpointChannels] as const;
export type Channel = (typeof channels)[number];

/** Highest first; each has a lane of its own in the queue, so that none waits behind a lower one. */
export const priorities = ['emergency', 'critical', 'high', 'normal', 'low'] as const;
export type Priority = (typeof priorities)[number];

/** What messages are written in. */
export const languages = ['en', 'de'] as const;
export type Language = (typeof languages)[number];
