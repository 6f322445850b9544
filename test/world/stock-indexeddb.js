/** A page's own script with stock yjs and y-indexeddb: opens a database by name and gives its document. */
import { IndexeddbPersistence } from 'y-indexeddb';
import * as Y from 'yjs';

globalThis.openStock = async (name) => {
	const doc = new Y.Doc();
	const persistence = new IndexeddbPersistence(name, doc);
	await persistence.whenSynced;
	return doc;
};
