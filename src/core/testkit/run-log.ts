import { print, type ClassTable } from '../canon/index.js';
import { levelRank, rootAddress, type LogLevel } from '../lab/index.js';
import type { ArmedTimer, Flight, SimulationObserver } from '../simulator/index.js';
import type { LogRecord } from './outcome.js';

/** Which records of a run are wanted. */
export interface RunLogOptions {
  /** The rank of the least level. */
  readonly threshold: number;
  /** Only records of these nodes; all when left out. */
  readonly nodes?: ReadonlySet<string> | undefined;
  readonly write: (record: LogRecord) => void;
}

type Write = (node: string, level: LogLevel, atMs: number, text: string) => void;

/**
 * Writes a run's log: the nodes' own records; from FINE on nodes and network; from FINER on every
 * message delivered, timer fired, command and result; from FINEST on also what is sent, set and
 * lost. Costs nothing for the levels that are not wanted.
 */
export function runLog(options: RunLogOptions, classes: ClassTable): SimulationObserver {
  const { threshold, nodes } = options;
  const write: Write = (node, level, at, text) => {
    if (nodes !== undefined && !nodes.has(rootAddress(node as never))) return;
    options.write({ at, node, level, text });
  };
  const own: SimulationObserver = {
    onLog: (node, level, text, nowMs) => write(node, level, nowMs, text),
  };
  return {
    ...own,
    ...(threshold <= levelRank('FINE') && fine(write)),
    ...(threshold <= levelRank('FINER') && finer(write, classes)),
    ...(threshold <= levelRank('FINEST') && finest(write, classes)),
  };
}

function fine(write: Write): SimulationObserver {
  return {
    onAdd: ({ address, export: name }, nowMs) => write(address, 'FINE', nowMs, `added, a ${name}`),
    onCrash: (node, nowMs) => write(node, 'FINE', nowMs, 'crashes'),
    onRunning: (running, nowMs) =>
      write('test', 'FINE', nowMs, running ? 'the system starts' : 'the system stops'),
    onNetwork: (weather, links, nowMs) =>
      write('test', 'FINE', nowMs, `network: ${JSON.stringify({ ...weather, ...links })}`),
  };
}

function finer(write: Write, classes: ClassTable): SimulationObserver {
  return {
    onDeliver: ({ from, to, message }: Flight, nowMs) =>
      write(to, 'FINER', nowMs, `gets ${print(message, classes)} from ${from}`),
    onFire: ({ owner, timer }: ArmedTimer, nowMs) =>
      write(owner, 'FINER', nowMs, `${print(timer, classes)} fires`),
    onCommand: (client, command, nowMs) =>
      write(client, 'FINER', nowMs, `is asked ${print(command, classes)}`),
    onResult: ({ client, result, command }, _expected, nowMs) => {
      const text = `has ${print(result, classes)} for ${print(command, classes)}`;
      write(client, 'FINER', nowMs, text);
    },
  };
}

function finest(write: Write, classes: ClassTable): SimulationObserver {
  return {
    onSend: ({ from, to, message, copy }: Flight, nowMs) => {
      const again = copy > 0 ? ' (a duplicate made by the network)' : '';
      write(from, 'FINEST', nowMs, `sends ${print(message, classes)} to ${to}${again}`);
    },
    onSet: ({ owner, timer, minMs, maxMs }: ArmedTimer, nowMs) => {
      const when = minMs === maxMs ? `${minMs} ms` : `${minMs} to ${maxMs} ms`;
      write(owner, 'FINEST', nowMs, `sets ${print(timer, classes)} to fire in ${when}`);
    },
    onDrop: ({ from, to, message }: Flight, reason, nowMs) =>
      write(to, 'FINEST', nowMs, `misses ${print(message, classes)} from ${from}: ${reason}`),
  };
}
