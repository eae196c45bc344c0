import { decode, encode, type ClassTable } from '../canon/index.js';
import { belongsTo, rootAddress, type Address, type Message, type Timer } from '../lab/index.js';
import type { MessageView } from '../predicate/index.js';
import { LabFault } from '../support/index.js';
import {
  envelopeKey,
  type Action,
  type Envelope,
  type Exception,
  type Stepper,
  type World,
} from '../system/index.js';

/** After so many messages among a node's own parts, the rest is left to the search. */
const HOPS_MAX = 100;

/** A message in flight as a test sees it, to be delivered with {@link Stage.deliver}. */
export interface PendingMessage extends MessageView {
  /** @internal */
  readonly envelope: Envelope;
}

/** Steps one system and reads its messages. */
export interface StageTools {
  readonly stepper: Stepper;
  readonly classes: ClassTable;
  /** Told before a step of the test throws, since a handler failed in it. */
  readonly onFault?: ((failed: FailedStep) => void) | undefined;
}

/** A step that the test took itself, and in which a handler failed. */
export interface FailedStep {
  readonly stage: Stage;
  readonly action: Action;
  readonly exception: Exception;
}

/**
 * A state of the system that searches start from, with the path that led the test there. Immutable:
 * a step returns a new stage. A step that is not possible is skipped: it returns this stage, with
 * nothing sent.
 *
 * @example
 * ```ts
 * const asked = start.messages().filter(({ to }) => to === SERVER);
 * const answered = start.deliverAll(asked); // a new stage; start is as it was
 * ```
 */
export class Stage {
  /** @internal */
  readonly state: World;
  /**
   * The steps from the very start of the system.
   *
   * @internal
   */
  readonly steps: readonly Action[];
  /** What the last step sent, each message once, in order. */
  readonly sent: readonly PendingMessage[];
  /** @internal */
  readonly tools: StageTools;

  /** @internal */
  constructor(
    tools: StageTools,
    state: World,
    steps: readonly Action[],
    sent: readonly PendingMessage[] = [],
  ) {
    this.tools = tools;
    this.state = state;
    this.steps = steps;
    this.sent = sent;
  }

  /** The messages in flight. */
  messages(): PendingMessage[] {
    return [...this.state.network.values()].map((envelope) => this.#pending(envelope));
  }

  /**
   * Delivers a message in flight, even if its link is off, and then what the receiver and its parts
   * send each other: a node's address stands for all of its parts.
   */
  deliver({ envelope }: PendingMessage): Stage {
    let stage = this.take({ kind: 'deliver', envelope });
    const within = stage.sent.filter(staysWithin);
    const sent = new Map(stage.sent.filter((each) => !staysWithin(each)).map(keyed));
    for (let hop = 0; within[hop] !== undefined && hop < HOPS_MAX; hop++) {
      const { envelope: inner } = within[hop] as PendingMessage;
      stage = stage.take({ kind: 'deliver', envelope: inner });
      for (const each of stage.sent) {
        if (staysWithin(each)) within.push(each);
        else sent.set(...keyed(each));
      }
    }
    return new Stage(this.tools, stage.state, stage.steps, [...sent.values()]);
  }

  /**
   * Delivers these messages one after the other; `sent` of the result is what all of these steps
   * sent to other nodes.
   */
  deliverAll(messages: Iterable<PendingMessage>): Stage {
    let stage: Stage = this.#skipped();
    const sent = new Map<string, PendingMessage>();
    for (const message of messages) {
      stage = stage.deliver(message);
      for (const pending of stage.sent) sent.set(...keyed(pending));
    }
    return new Stage(this.tools, stage.state, stage.steps, [...sent.values()]);
  }

  /** Delivers this very message, if it is in flight between these nodes or parts of them. */
  deliverMessage(from: Address, to: Address, message: Message): Stage {
    const text = this.#encode(message);
    return this.deliverAll(
      this.messages().filter(({ envelope }) => {
        const isBetween = belongsTo(envelope.from, from) && belongsTo(envelope.to, to);
        return isBetween && envelope.message === text;
      }),
    );
  }

  /** Fires the first pending timer of a node or its parts that equals this one and may fire. */
  fire(owner: Address, timer: Timer): Stage {
    const text = this.#encode(timer);
    const events = this.tools.stepper.events(this.state);
    const event = events.find(
      (other) =>
        other.kind === 'fire' && belongsTo(other.timer.owner, owner) && other.timer.timer === text,
    );
    return event === undefined ? this.#skipped() : this.take(event);
  }

  /**
   * Takes an action. Throws a `LabFault` if the handler does.
   *
   * @internal
   */
  take(action: Action): Stage {
    const { stepper } = this.tools;
    if (stepper.refusal(this.state, action) !== undefined) return this.#skipped();
    const { world, effects } = stepper.step(this.state, action);
    if (world.exception !== undefined) {
      this.tools.onFault?.({ stage: this, action, exception: world.exception });
      throw new LabFault(world.exception.fault);
    }
    const sent = new Map(effects.sends.map((envelope) => [envelopeKey(envelope), envelope]));
    const pending = [...sent.values()].map((envelope) => this.#pending(envelope));
    return new Stage(this.tools, world, [...this.steps, action], pending);
  }

  /**
   * Sets aside every message now in flight: none is delivered until it is restored or sent again.
   */
  setAside(): Stage {
    return this.take({ kind: 'set-aside' });
  }

  /**
   * Puts messages that were set aside in flight again: all of them, or those from or to one node.
   */
  restore(which: { readonly from?: Address; readonly to?: Address } = {}): Stage {
    return this.take({ kind: 'restore', ...which });
  }

  #skipped(): Stage {
    return new Stage(this.tools, this.state, this.steps);
  }

  #encode(value: object): Envelope['message'] {
    return encode(value, this.tools.classes, 'value');
  }

  #pending(envelope: Envelope): PendingMessage {
    const { from, to, message } = envelope;
    return { envelope, from, to, message: decode(message, this.tools.classes) as object };
  }
}

function staysWithin({ from, to }: PendingMessage): boolean {
  return belongsTo(to, rootAddress(from));
}

function keyed(message: PendingMessage): [string, PendingMessage] {
  return [envelopeKey(message.envelope), message];
}
