/**
 * The commands that clients send, with expected results, from lists, templates or the standard
 * key-value workloads; and what became of them, as a history.
 *
 * Invariant: a workload is a pure function of index and client; it keeps no position, and what it
 * draws depends only on its seed, the client and the index.
 */
export type { History, Operation } from './history.js';
export { emptyWorkload, listWorkload, type WorkloadOptions } from './list.js';
export {
  append,
  appendAppendGet,
  appendDifferentKeys,
  appendResult,
  appendSameKey,
  differentKeysEndless,
  get,
  getResult,
  keyNotFound,
  kvTemplate,
  put,
  putAppendGet,
  putGet,
  putOk,
  putOnce,
  randomPuts,
  simpleWorkload,
} from './kv.js';
export { parseKv, parseKvList } from './kv-text.js';
export {
  templateWorkload,
  type CommandParser,
  type TemplateOptions,
  type TemplateValues,
} from './template.js';
export type { Workload } from './workload.js';
