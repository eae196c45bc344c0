import { assert } from '../support/index.js';
import type { HandlerCall, NodeBlueprint } from '../system/index.js';
import type { LabClient, RemoteHandlers } from './remote-handlers.js';
import { TwinHandlers, type Compared, type Twins } from '../box/index.js';

/**
 * Two instances of a lab in one thread, which compares them there: one round trip for calls that
 * are made three times each.
 */
export class RemoteTwins implements Twins {
  readonly #client: LabClient;
  readonly #first: RemoteHandlers;
  /** The same in three round trips, which can handle calls that hang. */
  readonly #careful: TwinHandlers;
  /** A question was lost at an unknown call: ask in small batches from now on. */
  #isCareful = false;

  constructor(client: LabClient, first: RemoteHandlers, fresh: RemoteHandlers) {
    this.#client = client;
    this.#first = first;
    this.#careful = new TwinHandlers(first, fresh);
  }

  create(blueprint: NodeBlueprint): Compared {
    return this.#careful.create(blueprint);
  }

  run(calls: readonly HandlerCall[], sample: readonly number[]): Compared {
    const { lost, hung } = this.#client;
    if (this.#isCareful || lost.size > 0 || hung.size > 0) return this.#careful.run(calls, sample);
    const again = sample.map((index) => calls[index] as HandlerCall);
    const made = [...calls, ...again, ...again];
    const request = { kind: 'compare', calls, sample } as const;
    const answered = this.#client.ask(request, made.length > 1 ? 'asked again' : undefined);
    if (answered.kind === 'lost') {
      this.#isCareful = !this.#first.rememberLost(made, answered);
      return this.#careful.run(calls, sample);
    }
    assert(answered.kind === 'compared', 'the lab thread answered something else');
    const { outcomes, deviation } = answered;
    assert(outcomes.length === calls.length, 'the lab thread left out an answer');
    return { outcomes, deviation };
  }
}
