/** One turn of the event loop: everything that was ready has run. Not a sleep: no time is waited for. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Lets what is done beside the main thread (keys, signatures) come back, if it is done by then. */
export const beside = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));
