import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { NodeBlueprint } from '../box/index.js';
import type { Canonical } from '../canon/index.js';
import { endWithThisProcess } from '../isolation/index.js';
import type { Address } from '../lab/index.js';
import type { LabFaultData } from '../support/index.js';
import type { FromNode, ToNode } from './protocol.js';

/** Always the built one, since Node cannot start a process from TypeScript. */
const ENTRY = fileURLToPath(new URL('../../../dist/core/serve/node-process.js', import.meta.url));

/** Events of a node's process. */
export interface NodeEvents {
  readonly onLog: (message: Extract<FromNode, { kind: 'log' }>['record']) => void;
  readonly onResult: (result: Canonical, shown: string) => void;
  /** It has ended: by a fault of the lab, by a requested crash, or by itself. */
  readonly onEnd: (how: LabFaultData | string) => void;
}

/** One node in a process of its own. */
export class ServedNode {
  readonly address: Address;
  readonly pid: number | undefined;
  /** Where it listens, once it does. */
  readonly port: Promise<number>;
  readonly started: Promise<void>;
  readonly #child: ChildProcess;
  #crashed = false;

  constructor(blueprint: NodeBlueprint, load: ToNode, events: NodeEvents) {
    this.address = blueprint.address;
    this.#child = fork(ENTRY, [], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'advanced',
      execArgv: ['--no-warnings'],
    });
    const { pid } = this.#child;
    this.pid = pid;
    if (pid !== undefined) this.#child.on('exit', endWithThisProcess(pid));
    let stderr = '';
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-2000);
    });
    let fault: LabFaultData | undefined;
    const listening = new Settled<number>();
    const started = new Settled<void>();
    this.port = listening.promise;
    this.started = started.promise;
    this.#child.on('message', (raw) => {
      const message = raw as FromNode;
      if (message.kind === 'listening') listening.resolve(message.port);
      else if (message.kind === 'started') started.resolve();
      else if (message.kind === 'log') events.onLog(message.record);
      else if (message.kind === 'result') events.onResult(message.result, message.shown);
      else fault = message.fault;
    });
    this.#child.on('error', () => {});
    this.#child.on('close', (code, signal) => {
      const how = fault ?? (this.#crashed ? 'crashed' : stderr || String(signal ?? code));
      events.onEnd(how);
      listening.resolve(0);
      started.resolve();
    });
    this.tell(load);
  }

  tell(message: ToNode): void {
    if (this.#child.connected) this.#child.send(message, () => {});
  }

  /** Kills the process at once and for good, with whatever it has not sent yet. */
  crash(): void {
    this.#crashed = true;
    this.#child.kill('SIGKILL');
  }
}

/** A promise that is settled from outside. */
class Settled<T> {
  resolve: (value: T) => void = () => {};
  readonly promise = new Promise<T>((resolve) => {
    this.resolve = resolve;
  });
}
