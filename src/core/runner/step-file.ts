import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import type { ClassTable } from '../canon/index.js';
import { rootAddress, type Address } from '../lab/index.js';
import type { RunTestOptions } from '../testkit/index.js';

/** What a run was about to do in its last report. */
export interface StepTold {
  /** Counts the steps of the run from 1. */
  readonly event: number;
  /** `Server.handleRequest` */
  readonly doing: string;
  readonly atMs: number;
}

/** Fixed, so that each record overwrites the previous one completely. */
const LENGTH = 256;

/**
 * Records each step of a run before it is taken: in a file, since a process that hangs sends no
 * more messages. This makes a run slower by half.
 */
export class StepFile {
  readonly #file: number;
  readonly #classes: ClassTable;
  readonly #onStep: (event: number) => void;
  /** The export name of each node's class. */
  readonly #exports = new Map<Address, string>();
  #event = 0;

  constructor(file: string, classes: ClassTable, onStep: (event: number) => void) {
    this.#file = openSync(file, 'w');
    this.#classes = classes;
    this.#onStep = onStep;
  }

  readonly observer: NonNullable<RunTestOptions['observers']>[number] = {
    onAdd: (blueprint, nowMs) => {
      this.#exports.set(blueprint.address, blueprint.export);
      this.#tell(blueprint.address, 'init', nowMs);
    },
    onDeliver: ({ to, message }, nowMs) => this.#tell(to, `handle${this.#nameOf(message)}`, nowMs),
    onFire: ({ owner, timer }, nowMs) => this.#tell(owner, `on${this.#nameOf(timer)}`, nowMs),
    onCommand: (client, _command, nowMs) => this.#tell(client, 'sendCommand', nowMs),
  };

  close(): void {
    closeSync(this.#file);
  }

  #nameOf(data: object): string {
    return this.#classes.nameOf(data) ?? '';
  }

  #tell(node: Address, method: string, atMs: number): void {
    const root = rootAddress(node);
    // Only the lab knows the class of a sub-node.
    const owner = root === node ? (this.#exports.get(root) ?? root) : node;
    const told: StepTold = { event: ++this.#event, doing: `${owner}.${method}`, atMs };
    writeSync(this.#file, JSON.stringify(told).padEnd(LENGTH), 0);
    this.#onStep(told.event);
  }
}

/** The last step that a {@link StepFile} recorded; undefined before the first. */
export function readStep(file: string): StepTold | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as StepTold;
  } catch {
    return undefined;
  }
}

/** Removes the file when nobody needs it any more. */
export function dropSteps(file: string): void {
  rmSync(file, { force: true });
}
