/**
 * The name of a node: `"server1"`, `"client2"`, `"server1/log"`. A branded string: compare with
 * `===`, use it as a `Map` key, print it as it is.
 */
export type Address = string & { readonly __address: true };

/** Separates a node's name from its sub-nodes' ids, as in `server1/paxos`. */
const SEPARATOR = '/';

/**
 * Makes an address from a plain name. Lab code gets its addresses and seldom needs this.
 *
 * @example
 * ```ts
 * const SERVER = toAddress('server');
 * ```
 */
export function toAddress(name: string): Address {
  return name as Address;
}

/** The address of a sub-node: `subAddress(server1, 'paxos')` is `server1/paxos`. */
export function subAddress(parent: Address, id: string): Address {
  return `${parent}${SEPARATOR}${id}` as Address;
}

/** The node an address belongs to: `rootAddress(server1/paxos)` is `server1`. */
export function rootAddress(address: Address): Address {
  const cut = address.indexOf(SEPARATOR);
  return cut < 0 ? address : (address.slice(0, cut) as Address);
}

/**
 * Whether an address is this node or one of its parts: `server1/paxos` belongs to `server1`.
 *
 * @example
 * ```ts
 * belongsTo(subAddress(SERVER, 'clock'), SERVER); // true
 * ```
 */
export function belongsTo(address: Address, node: Address): boolean {
  return address === node || rootAddress(address) === node;
}
