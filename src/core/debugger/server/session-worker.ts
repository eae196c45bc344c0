/**
 * Entry of the thread that a debugging session is in: it may block on the lab, whose code runs in
 * another thread still, while the server goes on answering.
 */
import path from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { loadDefinition } from '../../labs/index.js';
import { assert, LabFault, UsageError } from '../../support/index.js';
import { Desk } from './desk.js';
import type { FromSession, SessionThreadData, ToSession } from './thread-protocol.js';

const data = workerData as SessionThreadData;
const port = parentPort;
assert(port !== null, 'the session is a thread');
const send = (message: FromSession): void => port.postMessage(message);

const desk = new Desk(data, await loadDefinition(data.code), (message) => {
  send({ kind: 'says', message });
});

/** One after the other, in the order in which they came. */
let work: Promise<void> = desk.open().catch(refuse);

port.on('message', (message: ToSession) => {
  work = work.then(() => take(message));
});

async function take(message: ToSession): Promise<void> {
  switch (message.kind) {
    case 'joined':
      desk.present();
      return;
    case 'reload':
      return desk.reload();
    case 'page':
      return desk.answer(message.message);
  }
}

function refuse(error: unknown): void {
  if (error instanceof UsageError) {
    const { code, message, next } = error;
    send({ kind: 'refused', code, message, next });
    return;
  }
  if (!(error instanceof LabFault)) throw error;
  const { message, place, hint } = error.data;
  const at = place && `${path.join(data.solution, place.file)}:${place.line}:${place.column}`;
  const next = [at, hint].filter((line) => line !== undefined);
  send({ kind: 'refused', code: 'LT010', message: `The lab does not load: ${message}`, next });
}
