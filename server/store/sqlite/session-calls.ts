/** The port's calls about sessions, each to the thread that answers it. */
import type { SessionStore } from '../sessions.ts';
import type { ReaderCommands, WriterCommands } from './commands.ts';
import type { Thread } from './thread.ts';

export function sessionCalls(writer: Thread<WriterCommands>, reader: Thread<ReaderCommands>): SessionStore {
	return {
		devices: (...args) => reader.ask('devices', args),
		saveDevice: (...args) => writer.ask('saveDevice', args),
		turnDevice: (...args) => writer.ask('turnDevice', args),
		seeDevice: (...args) => writer.ask('seeDevice', args),
		revokeDevice: (...args) => writer.ask('revokeDevice', args),
		setDeviceKey: (...args) => writer.ask('setDeviceKey', args),
		saveInvite: (...args) => writer.ask('saveInvite', args),
		invites: (...args) => reader.ask('invites', args),
		findInvite: (...args) => reader.ask('findInvite', args),
		inviteUses: (...args) => reader.ask('inviteUses', args),
		takeInvite: (...args) => writer.ask('takeInvite', args),
		revokeInvite: (...args) => writer.ask('revokeInvite', args),
	};
}
