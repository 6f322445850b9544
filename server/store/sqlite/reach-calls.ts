/** The port's calls about reaching people, each to the thread that answers it. */
import type { ReachStore } from '../reach.ts';
import type { ReaderCommands, WriterCommands } from './commands.ts';
import type { Thread } from './thread.ts';

export function reachCalls(writer: Thread<WriterCommands>, reader: Thread<ReaderCommands>): ReachStore {
	return {
		reachBook: (...args) => reader.ask('reachBook', args),
		address: (...args) => reader.ask('address', args),
		addresses: (...args) => reader.ask('addresses', args),
		saveAddresses: (...args) => writer.ask('saveAddresses', args),
		reachedBy: (...args) => reader.ask('reachedBy', args),
		preferences: (...args) => reader.ask('preferences', args),
		savePreferences: (...args) => writer.ask('savePreferences', args),
		consents: (...args) => reader.ask('consents', args),
		addConsents: (...args) => writer.ask('addConsents', args),
		suppress: (...args) => writer.ask('suppress', args),
		unsuppress: (...args) => writer.ask('unsuppress', args),
		policy: (...args) => reader.ask('policy', args),
		savePolicy: (...args) => writer.ask('savePolicy', args),
		pushSubscriptions: (...args) => reader.ask('pushSubscriptions', args),
		savePushSubscription: (...args) => writer.ask('savePushSubscription', args),
		dropPushSubscription: (...args) => writer.ask('dropPushSubscription', args),
	};
}
