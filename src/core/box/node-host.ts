import type { ClassTable } from '../canon/index.js';
import type { Address, Command, LogSink } from '../lab/index.js';
import type { LabFaultData } from '../support/index.js';
import type { SentMessage, SetTimer } from './activation.js';
import type { NodeBlueprint } from './handlers.js';
import type { Outlook } from './outlook.js';

/** What one activation of a live node did. The arrays are the caller's to keep. */
export interface LiveEffects {
  readonly sends: readonly SentMessage[];
  readonly sets: readonly SetTimer[];
  /** What was done that is never meant, and is reported beside the verdict; left out: nothing. */
  readonly warnings?: readonly LabFaultData[] | undefined;
}

/**
 * The live nodes of one run, wherever they live: each keeps its state in itself. Every method
 * throws `LabFault` for the lab's mistakes.
 */
export interface NodeHost {
  readonly classes: ClassTable;
  /** Where the nodes' own log records go from now on. */
  set logSink(sink: LogSink | undefined);
  /** Constructs a node, runs its `init` and keeps it. */
  add(blueprint: NodeBlueprint): LiveEffects;
  remove(address: Address): void;
  /** Delivers a copy of the message, or the message itself when the caller gives it away. */
  deliver(from: Address, to: Address, message: object, as: 'copy' | 'itself'): LiveEffects;
  /** Fires a copy of the timer, or the timer itself when the caller gives it away. */
  fire(owner: Address, timer: object, as: 'copy' | 'itself'): LiveEffects;
  command(client: Address, command: Command): LiveEffects;
  /** The client's newest result, copied, or `undefined` while it has none. */
  resultOf(client: Address): object | undefined;
  /** A node's state: to be read, through own-property descriptors, and not to be kept. */
  peek(address: Address): object | undefined;
  /** Throws when something in the node's state is no state; names the path of the field. */
  checkState(address: Address): void;
  /** What was sent or set, as an object of its class. */
  shown(data: object): object;
  /** Where nodes are far away: works ahead of who lets them act. */
  readonly foresight?: Foresight | undefined;
}

/** A host that works ahead of its simulation, so that it has to be asked less often. */
export interface Foresight {
  /** A run begins in which nobody looks at messages and timers. It tells the virtual time. */
  begin(nowMs: () => number): void;
  /** Time is going to pass, and nothing that happens is of the test's doing. */
  open(): void;
  /** Something is about to happen: says whether an outlook is wanted before. */
  isDue(): boolean;
  look(outlook: (isWhole: boolean) => Outlook<object, Command>): void;
  /** An event of the schedule is taken. */
  took(): void;
  /** Something happened that only the simulation knows of: the next outlook has to be whole. */
  close(): void;
  /** Commands that were told of are not handed in. */
  abandon(): void;
}

/** One of a lab's applications, without any node. */
export interface HostedApplication {
  /** Executes a copy of the command. */
  execute(command: Command): ExecutedCommand;
}

/** What an application gave for a command. */
export interface ExecutedCommand {
  readonly result: unknown;
  /** The result as people read it; also of what cannot be copied. */
  readonly printed: string;
}

/** A node's state is checked after each of its first steps, and then every so many steps. */
const STEPS_CHECKED = 50;
const STEPS_PER_CHECK = 1000;

/** Whether a node's state is checked after this step of it, counted from 1. */
export function isCheckedAfter(step: number): boolean {
  return step <= STEPS_CHECKED || step % STEPS_PER_CHECK === 0;
}
