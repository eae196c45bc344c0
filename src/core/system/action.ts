import { rootAddress, type Address } from '../lab/index.js';
import type { Envelope, NodeBlueprint, PendingTimer } from '../box/index.js';
import type { LinksData } from '../schedule/index.js';

/** Something that happens to a system. {@link Stepper} alone says what it leads to. */
export type Action =
  /** A node is constructed and its `init` runs; a client may be handed its first commands. */
  | { readonly kind: 'add'; readonly node: NodeBlueprint }
  /** A node is gone for good, with its timers and the messages to it. */
  | { readonly kind: 'crash'; readonly node: Address }
  /** A message that no node sends is on its way: the test's own. */
  | { readonly kind: 'inject'; readonly envelope: Envelope }
  /** The network duplicates a message in flight. */
  | { readonly kind: 'duplicate'; readonly envelope: Envelope }
  | { readonly kind: 'deliver'; readonly envelope: Envelope }
  /** A message in flight will never arrive. */
  | { readonly kind: 'lose'; readonly envelope: Envelope; readonly reason: string }
  | { readonly kind: 'fire'; readonly timer: PendingTimer }
  /** A client gets its next command, in a separate step. */
  | { readonly kind: 'command'; readonly client: Address }
  /**
   * All messages in flight are held back until they are restored; a message sent again is in
   * flight.
   */
  | { readonly kind: 'set-aside' }
  /** Messages set aside are in flight again: all of them, or those from or to one node. */
  | { readonly kind: 'restore'; readonly from?: Address; readonly to?: Address }
  /** Which messages may be delivered and whose timers may fire, from now on. */
  | { readonly kind: 'links'; readonly links: LinksData };

/** An action that happens by itself, and that a search therefore tries: a delivery or a timer. */
export type Event = Extract<Action, { kind: 'deliver' | 'fire' }>;

/** The node an action happens at; `undefined` for what happens to the network. */
export function placeOf(event: Event): Address;
export function placeOf(action: Action): Address | undefined;
export function placeOf(action: Action): Address | undefined {
  switch (action.kind) {
    case 'add':
      return action.node.address;
    case 'crash':
      return action.node;
    case 'deliver':
      return rootAddress(action.envelope.to);
    case 'fire':
      return rootAddress(action.timer.owner);
    case 'command':
      return action.client;
    case 'inject':
    case 'duplicate':
    case 'lose':
    case 'set-aside':
    case 'restore':
    case 'links':
      return undefined;
  }
}
