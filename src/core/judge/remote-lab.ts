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
 * Far above what any handler takes; the step budget ends a loop within a second. Twice this is
 * below the silence after which the runner gives a process up: so the handler can be named.
 */
export const HANDLER_MAX_MS = 10_000;

/** How a lab is asked that is somewhere else. */
export interface RemoteLabOptions {
  /** Milliseconds one handler may take before what it runs in is given up. */
  readonly handlerMaxMs?: number | undefined;
}

/**
 * A lab away from everything that decides a verdict. Whoever asks blocks, so it can be used in
 * threads only that may block.
 */
export class RemoteLab implements TestedLab {
  readonly classes: ClassTable;
  /** Hears what the lab prints during a run. */
  onPrint: ((text: string) => void) | undefined;
  /** The lab's handlers. */
  readonly handlers: Handlers;
  /** Those of a second instance that shares nothing with the first. */
  readonly fresh: Handlers;
  /** Both, compared where the lab is. */
  readonly twins: Twins;
  readonly #line: LabLine;
  readonly #client: LabClient;
  readonly #first: RemoteHandlers;
  #applications = 0;

  /** `classes` knows the given classes; the lab's are added, as empty ones of their names. */
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

  /** What a node logs and prints when it is called like this, at every level. */
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
   * Evaluates the lab anew, where the harness's code is warm: nothing is left of what its handlers
   * did, as in a thread or process of its own.
   */
  renew(): void {
    this.#client.renew();
  }

  /** Ends what the lab runs in, also in the middle of a handler. The lab answers no more. */
  close(): void {
    this.#line.close();
  }
}
