/**
 * Tells zod to build no code at run time: under our content-security policy it could not, and its mere try would be reported
 * as a violation. Must be the first import of the page, before any schema is made.
 */
import { config } from 'zod';

config({ jitless: true });
