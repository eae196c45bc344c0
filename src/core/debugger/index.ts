/**
 * Driving a system by hand: a session keeps every step in a tree and shows any of them; a server
 * lets a page in a browser use it. What the page and the session say to each other is one protocol,
 * checked on both sides.
 *
 * Invariant: `system` alone decides what a step does, and what is shown is data: no text from a lab
 * becomes markup, and only a page with the session's token gets an answer.
 */
export type { LivePageRequest } from './mailed/live-page.js';
export { makeLivePage } from './mailed/make-live-page.js';
export { startDebugServer, type DebugRequest, type DebugServer } from './server/debug-server.js';
export type { Opening } from './server/thread-protocol.js';
