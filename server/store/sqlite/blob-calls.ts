/** The port's calls about photos, each to the thread that answers it. */
import type { BlobStore } from '../blobs.ts';
import type { ReaderCommands, WriterCommands } from './commands.ts';
import type { Thread } from './thread.ts';

export function blobCalls(writer: Thread<WriterCommands>, reader: Thread<ReaderCommands>): BlobStore {
	return {
		saveBlob: (...args) => writer.ask('saveBlob', args),
		roomForBlob: (...args) => reader.ask('roomForBlob', args),
		blobs: (...args) => reader.ask('blobs', args),
	};
}
