/**
 * Entry point of the process that runs a lab for real and takes commands from a person or a pipe.
 * The lab's definition and its given classes are loaded here, where tests load them too.
 */
import path from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { loadTerms } from '../given/index.js';
import { levelRank, type LogLevel } from '../lab/index.js';
import { loadDefinition } from '../labs/index.js';
import { formatRecord } from '../runner/index.js';
import { formatPlace, shownLine, UsageError, type LabFaultData } from '../support/index.js';
import {
  client,
  commandsTyped,
  server,
  type DrivenSystem,
  type LabDefinition,
} from '../testkit/index.js';
import { LiveCluster } from './cluster.js';
import type { ServeOrder } from './protocol.js';
import { Repl } from './repl.js';

process.once('message', (order: ServeOrder) => {
  // Stop listening: from now on, only the input keeps the process alive.
  process.channel?.unref();
  serve(order).then(
    (code) => process.exit(code),
    (error: unknown) => {
      const isUsers = error instanceof UsageError;
      const text = isUsers ? `labtest: ${error.message}` : String(error);
      process.stderr.write(`${text}\n`, () => process.exit(isUsers ? 2 : 70));
    },
  );
});

async function serve(order: ServeOrder): Promise<number> {
  const definition = await loadDefinition(order.code);
  const driven = drivenOf(definition, order.labName);
  const terms = { given: order.code.given, exports: definition.exports };
  const { given } = await loadTerms(terms);
  let faults = 0;
  const cluster = new LiveCluster(
    { lab: order.lab, terms, classes: given.createTable(), subjects: driven.subjects },
    {
      logThreshold: levelRank(order.logLevel as LogLevel),
      onLog: (record) => void process.stdout.write(formatRecord(record)),
      onLost: (node, how) => {
        faults++;
        for (const line of lostLines(node, how, order.folder)) print(line);
      },
    },
  );
  try {
    const servers = [...driven.always, ...range(order.servers).map((i) => server(i + 1))];
    await cluster.add(servers, 'server');
    await cluster.add(
      range(order.clients).map((i) => client(i + 1)),
      'client',
    );
    const parse = (text: string) => commandsTyped(driven, text);
    const repl = new Repl({ cluster, parse, waitMsMax: order.waitS * 1000, print });
    print(
      `${servers.length} servers and ${order.clients} clients are ` +
        `running. help shows what to type.`,
    );
    await typed(repl);
    if (cluster.history.length > 0) repl.judge();
    return repl.isViolated || faults > 0 ? 1 : 0;
  } finally {
    cluster.stop();
  }
}

function drivenOf({ driven }: LabDefinition, lab: string): DrivenSystem {
  if (driven !== undefined) return driven;
  throw new UsageError('LT004', `Lab ${lab} does not say how to drive it: lab.ts, \`driven\`.`);
}

/** Takes line after line, from a person or a pipe. */
async function typed(repl: Repl): Promise<void> {
  const terminal = process.stdin.isTTY;
  const lines = createInterface({ input: process.stdin, output: process.stdout, terminal });
  if (terminal) lines.setPrompt('> ');
  if (terminal) lines.prompt();
  for await (const line of lines) {
    if (!terminal) print(`> ${shownLine(line)}`);
    if (!(await repl.take(line))) break;
    if (terminal) lines.prompt();
  }
  lines.close();
}

function lostLines(node: string, how: LabFaultData | string, folder: string): string[] {
  if (typeof how === 'string') return [`${node} has ended: ${shownLine(how)}`];
  const { message, place } = how;
  const where = place && formatPlace({ ...place, file: path.join(folder, place.file) });
  const at = where === undefined ? [] : [`  at ${where}`];
  return [`${node} has failed: ${shownLine(message)}`, ...at];
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}
