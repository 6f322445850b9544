/** The operations on people. That a removed person's sockets close is the server's business; here they leave the plan. */
import { recordOperations } from './records.ts';

export const peopleOperations = recordOperations('people', {});
