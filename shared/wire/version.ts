/**
 * The wire's version. A test takes a fingerprint of encoded samples of every message and of the tables of numbers, refusals and
 * close codes: whoever changes one without a new row here sees it fail.
 *
 * 1: y-protocols 0–3; receipts, refusals, leases and hello as 64–67; news of what is in no document as 68; frames signed by
 * their author as 69; closed with 4001 when rights changed. (A new number is no new version as long as whoever
 * does not know it loses nothing by ignoring it; the fingerprint changes all the same.)
 */
export const wireVersion = 1;
export const subProtocol = `wedsync.${wireVersion}`;
