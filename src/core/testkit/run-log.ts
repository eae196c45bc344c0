import type { ClassTable } from '../canon/index.js';
import { levelRank, rootAddress, type LogLevel } from '../lab/index.js';
import type { SimulationObserver } from '../simulator/index.js';
import { Narrator } from '../system/index.js';
import type { LogRecord } from './outcome.js';

/** Which records of a run are wanted. */
export interface RunLogOptions {
  /** The rank of the lowest level. */
  readonly threshold: number;
  /** Only records of these nodes; if omitted, of all. */
  readonly nodes?: ReadonlySet<string> | undefined;
  readonly write: (record: LogRecord) => void;
}

type Write = (node: string, level: LogLevel, atMs: number, text: string) => void;

/**
 * Writes a run's log: the nodes' own records; from FINE, nodes and network; from FINER, every
 * message delivered, timer fired, command and result; from FINEST, also what is sent, set and lost.
 * Levels that are not wanted cost nothing.
 */
export function runLog(options: RunLogOptions, classes: ClassTable): SimulationObserver {
  const { threshold, nodes } = options;
  const narrator = new Narrator(classes);
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
    ...(threshold <= levelRank('FINER') && finer(write, narrator)),
    ...(threshold <= levelRank('FINEST') && finest(write, narrator)),
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

function finer(write: Write, narrator: Narrator): SimulationObserver {
  return {
    onDeliver: (flight, nowMs) => write(flight.to, 'FINER', nowMs, narrator.gets(flight)),
    onFire: (timer, nowMs) => write(timer.owner, 'FINER', nowMs, narrator.fires(timer)),
    onWarning: (node, { message }, nowMs) => write(node, 'FINER', nowMs, message),
    onCommand: (client, command, nowMs) => write(client, 'FINER', nowMs, narrator.isAsked(command)),
    onResult: ({ client, result, command }, _expected, nowMs) =>
      write(client, 'FINER', nowMs, narrator.hasResult(result as object, command)),
  };
}

function finest(write: Write, narrator: Narrator): SimulationObserver {
  return {
    onSend: (flight, nowMs) => {
      const again = flight.copy > 0 ? ' (a duplicate made by the network)' : '';
      write(flight.from, 'FINEST', nowMs, narrator.sends(flight) + again);
    },
    onSet: (timer, nowMs) => write(timer.owner, 'FINEST', nowMs, narrator.sets(timer)),
    onDrop: (flight, reason, nowMs) =>
      write(flight.to, 'FINEST', nowMs, narrator.misses(flight, reason)),
  };
}
