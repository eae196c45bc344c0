import type { Outlook } from '../box/index.js';
import type { Address, Command } from '../lab/index.js';
import type { Schedule, SimulatedNetwork } from '../schedule/index.js';
import type { ClientWorker } from './client-worker.js';
import type { Plan } from './lookahead.js';

/** The parts of a simulation that decide what is going to happen. */
export interface Prospects {
  readonly nowMs: number;
  readonly network: SimulatedNetwork;
  readonly schedule: Schedule;
  readonly mailboxes: readonly Address[];
  /** The workers of live clients. */
  readonly workers: readonly ClientWorker[];
}

/**
 * What is going to happen until `untilMs`, or until the clients awaited are done, once a client is
 * handed its next command.
 */
export function outlookOf(
  { nowMs, network, schedule, mailboxes, workers }: Prospects,
  { untilMs, awaited, thenMs, rounds, handed }: Plan & { readonly handed: Address | undefined },
  isWhole: boolean,
): Outlook<object, Command> {
  return {
    nowMs,
    untilMs: untilMs === Infinity ? undefined : untilMs,
    counts: schedule.counts,
    whole: isWhole
      ? { network: network.toJSON(), schedule: schedule.data((object) => object) }
      : undefined,
    mailboxes,
    clients: workers.map((worker) => ({
      client: worker.address,
      waits: worker.waiting !== undefined,
      pauseMs: worker.workload?.pauseMs ?? 0,
      ...worker.coming(),
    })),
    awaited,
    thenMs,
    rounds,
    handed,
  };
}
