/**
 * The demo wedding put on the server, once: a mark in the same transaction as its last act says that it is whole, so a start
 * that was killed half-way is finished by the next, and what people did to it since is left alone. Its sign-in links are the
 * same at every start.
 */
import { err, ok, type Result } from '../../shared/result.ts';
