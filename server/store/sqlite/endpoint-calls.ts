/** The port's calls about endpoints, each to the thread that answers it. */
import type { EndpointStore } from '../endpoints.ts';
import type { ReaderCommands, WriterCommands } from './commands.ts';
import type { Thread } from './thread.ts';

export function endpointCalls(writer: Thread<WriterCommands>, reader: Thread<ReaderCommands>): EndpointStore {
	return {
		endpoints: (...args) => reader.ask('endpoints', args),
		endpoint: (...args) => reader.ask('endpoint', args),
		saveEndpoint: (...args) => writer.ask('saveEndpoint', args),
		removeEndpoint: (...args) => writer.ask('removeEndpoint', args),
		endpointsToProbe: (...args) => reader.ask('endpointsToProbe', args),
	};
}
