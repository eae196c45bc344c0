/**
 * Driving a system by hand: a session keeps every step in a tree and shows any of them; a server
 * lets a page in a browser use it. What the page and the session say to each other is one protocol,
 * checked on both sides.
 *
 * Invariant: what a step does is said by `system` alone, and what it shows is data: no text of a
 * lab becomes markup, and nothing answers but to who holds the session's token.
 */
export type { LivePageRequest } from './mailed/live-page.js';
export { makeLivePage } from './mailed/make-live-page.js';
export { startDebugServer, type DebugRequest, type DebugServer } from './server/debug-server.js';
export type { Opening } from './server/thread-protocol.js';
