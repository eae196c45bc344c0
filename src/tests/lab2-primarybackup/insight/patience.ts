import { PING_CHECK_MILLIS } from '../given/lab2.js';

/** What was ignored this often was not ignored by chance. */
export const IGNORED_MIN = 4;

/** Nothing is late before this much time has passed. */
export const PATIENCE_MS = 3 * PING_CHECK_MILLIS;
