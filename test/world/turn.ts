/** One turn of the event loop: everything that was ready has run. Not a sleep: no time is waited for. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
