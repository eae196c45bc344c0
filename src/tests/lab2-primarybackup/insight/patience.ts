import { PING_CHECK_MILLIS } from '../given/lab2.js';

/** What was ignored so often was not just in the way of something else. */
export const IGNORED_MIN = 4;

/** Shorter than that, nothing is late. */
export const PATIENCE_MS = 3 * PING_CHECK_MILLIS;
