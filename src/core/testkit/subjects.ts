import { toAddress, type Address } from '../lab/index.js';
import type { BlueprintArgument, NodeBlueprint } from '../system/index.js';

/**
 * Which of a lab's exports a test builds its nodes from. The lab itself is never imported: the same
 * test runs a skeleton, a student's solution, the reference and every mutant.
 */
export interface Subjects {
  readonly server: (address: Address) => NodeBlueprint;
  readonly client: (address: Address) => NodeBlueprint;
}

/**
 * A server: `new Server(address, ...args)` is `serverOf('Server', address, ...args)`.
 *
 * @example
 * ```ts
 * const counter: Subjects = {
 *   server: (address) => serverOf('CounterServer', address),
 *   client: (address) => clientOf('CounterClient', address, SERVER),
 * };
 * // Which class it is may depend on the address; arguments may be numbers and lists, too.
 * const GROUP = [server(1), server(2)];
 * const sharded: Subjects = {
 *   ...counter,
 *   server: (address) =>
 *     GROUP.includes(address)
 *       ? serverOf('GroupServer', address, 1, GROUP) // new GroupServer(address, 1, [...])
 *       : serverOf('ShardMaster', address, 10), // new ShardMaster(address, 10)
 * };
 * ```
 */
export function serverOf(
  exportName: string,
  address: Address,
  ...args: readonly BlueprintArgument[]
): NodeBlueprint {
  return { address, export: exportName, args: [address, ...args], role: 'server' };
}

/**
 * A client: `new Client(address, ...args)` is `clientOf('Client', address, ...args)`.
 *
 * @example
 * ```ts
 * clientOf('CounterClient', client(1), SERVER); // new CounterClient('client1', 'server')
 * ```
 */
export function clientOf(
  exportName: string,
  address: Address,
  ...args: readonly BlueprintArgument[]
): NodeBlueprint {
  return { address, export: exportName, args: [address, ...args], role: 'client' };
}

/**
 * An argument that is made of the lab's own exports: `new KVStore()` is `made('KVStore')`.
 *
 * @example
 * ```ts
 * serverOf('StoreServer', address, made('KVStore')); // new StoreServer(address, new KVStore())
 * ```
 */
export function made(exportName: string, ...args: readonly BlueprintArgument[]): BlueprintArgument {
  return { construct: exportName, args };
}

/**
 * `server1`, `server2`, ...
 *
 * @example
 * ```ts
 * system.addServer(server(1), server(2));
 * ```
 */
export function server(number: number): Address {
  return toAddress(`server${number}`);
}

/**
 * `client1`, `client2`, ...
 *
 * @example
 * ```ts
 * client(1); // 'client1'
 * ```
 */
export function client(number: number): Address {
  return toAddress(`client${number}`);
}

/**
 * The test's own address: it sends from there and receives answers there.
 *
 * @example
 * ```ts
 * const answers = node.sent.filter(({ to }) => to === TESTER);
 * ```
 */
export const TESTER = toAddress('tester');
