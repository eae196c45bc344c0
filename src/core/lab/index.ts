/**
 * What a lab's code is written with: addresses, the four kinds of data, applications, nodes and
 * clients. Students import it as `labtest`.
 *
 * Invariant: imports nothing, holds no state of its own, and does not know how it is run.
 */
export { belongsTo, rootAddress, subAddress, toAddress, type Address } from './address.js';
export { Command, Message, Result, Timer } from './message.js';
export type { Application } from './application.js';
export type { Client } from './client.js';
export { connect, findNode, Node, type NodeEnvironment } from './node.js';
export {
  levelRank,
  LOG_LEVELS,
  Logger,
  type LogLevel,
  type LogSink,
  type LogText,
} from './logger.js';
