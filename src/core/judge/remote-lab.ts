import type {
  CompiledLab,
  Construction,
  HandlerCall,
  Handlers,
  HostedApplication,
  LogLine,
  NodeHost,
  Twins,
} from '../box/index.js';
import type { ClassTable } from '../canon/index.js';
import { levelRank } from '../lab/index.js';
import type { LabLine } from './lab-line.js';
import { LabClient, RemoteHandlers } from './remote-handlers.js';
import { RemoteApplication, RemoteNodes } from './remote-nodes.js';
import { RemoteTwins } from './remote-twins.js';
import type { TestedLab } from './tested-lab.js';

/**
 * The CPU time of a handler: far more than any takes, since the step budget ends a loop within a
 * second. The runner gives up on a silent process only after several times this, so that the
 * handler can be named, and stops a step of a run in its own realm after as much.
 */
export const HANDLER_MAX_MS = 5000;

/** How to ask a lab that runs elsewhere. */
export interface RemoteLabOptions {
  /** CPU milliseconds one handler may take before its thread or process is given up. */
  readonly handlerMaxMs?: number | undefined;
}

/**
 * A lab that runs apart from everything that decides a verdict. Asking blocks, so it can be used
 * only in threads that may block.
 */
export class RemoteLab implements TestedLab {
  readonly classes: ClassTable;
  /** Receives what the lab prints during a run. */
  onPrint: ((text: string) => void) | undefined;
  /** The lab's handlers. */
  readonly handlers: Handlers;
  /** The handlers of a second instance that shares nothing with the first. */
  readonly fresh: Handlers;
  /** Both instances, compared where the lab runs. */
  readonly twins: Twins;
  readonly #line: LabLine;
  readonly #client: LabClient;
  readonly #first: RemoteHandlers;
  #applications = 0;

  /** `classes` has the given classes; the lab's are added as empty classes with their names. */
  constructor(lab: CompiledLab, classes: ClassTable, line: LabLine) {
    classes.addCatalogue(lab.classes);
    this.classes = classes;
    this.#line = line;
    this.#client = new LabClient(line);
    this.#first = new RemoteHandlers(this.#client, 'first', classes);
    this.handlers = this.#first;
    const fresh = new RemoteHandlers(this.#client, 'fresh', classes);
    this.fresh = fresh;
    this.twins = new RemoteTwins(this.#client, this.#first, fresh);
  }

  /** What a node logs and prints during this call, at every level. */
  logOf(call: HandlerCall): readonly LogLine[] {
    return this.#first.logOf(call);
  }

  /** How often what the lab runs in was given up, because it hung or filled the memory. */
  get losses(): number {
    return this.#client.losses;
  }

  nodes(): NodeHost {
    return new RemoteNodes(this.#client, this.classes, (text) => this.onPrint?.(text));
  }

  application(made: Construction): HostedApplication {
    return new RemoteApplication(this.#client, this.classes, made, this.#applications++);
  }

  /** @throws LabFault when the lab does not load */
  load(): void {
    this.#client.live({ do: 'begin', logThreshold: levelRank('OFF') }, () => 'loading the lab');
  }

  /**
   * Evaluates the lab afresh where the harness's code is already warm: nothing remains of what its
   * handlers did, as in a new thread or process.
   */
  renew(): void {
    this.#client.renew();
  }

  /** Ends the lab's thread or process, even in the middle of a handler. The lab answers no more. */
  close(): void {
    this.#line.close();
  }
}
