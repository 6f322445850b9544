/**
 * The wire's version. A test takes a fingerprint of encoded samples of every message and of the tables of numbers, refusals and
 * close codes: whoever changes one without a new row here sees it fail.
 *
 * 1: y-protocols 0–3; receipts, refusals, leases and hello as 64–67.
 */
export const wireVersion = 1;
export const subProtocol = `wedsync.${wireVersion}`;
