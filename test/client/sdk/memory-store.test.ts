import { describe } from 'vitest';
import { createMemoryStore } from '../../../client/sdk/memory-store.ts';
import { deviceStoreContract } from '../../contracts/device-store.ts';

describe('the device store in memory', () => {
	deviceStoreContract(() => ({ open: createMemoryStore, reopen: () => undefined }));
});
