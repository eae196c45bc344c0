/**
 * Entry point of the thread of a debugging session: it may block on the lab, whose code runs in yet
 * another thread, while the server keeps answering.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { loadDefinition } from '../../labs/index.js';
import { assert } from '../../support/index.js';
import { refusedBy } from '../refused.js';
import { Desk } from './desk.js';
import type { FromSession, SessionThreadData, ToSession } from './thread-protocol.js';

const data = workerData as SessionThreadData;
const port = parentPort;
assert(port !== null, 'the session is a thread');
const send = (message: FromSession): void => port.postMessage(message);

const desk = new Desk(data, await loadDefinition(data.code), {
  say: (message) => send({ kind: 'says', message }),
  preview: (message) => send({ kind: 'previews', message }),
});

/** One after the other, in the order of arrival. */
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
  send({ kind: 'refused', ...refusedBy(error, data.solution) });
}
