/**
 * What students program against.
 *
 * @packageDocumentation
 */
export {
  Command,
  Logger,
  Message,
  Node,
  Result,
  rootAddress,
  subAddress,
  Timer,
  type Address,
  type Application,
  type Client,
  type LogText,
} from './core/lab/index.js';
export { equals } from './core/canon/index.js';
