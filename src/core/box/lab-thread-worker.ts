/**
 * Entry of the thread that runs a lab's handlers for searches. It sleeps until it is asked, then
 * answers; its event loop never turns. Everything it says is data.
 */
import process from 'node:process';
import { receiveMessageOnPort, workerData } from 'node:worker_threads';
import { Answerer } from './answerer.js';
import type { LabRequest } from './requests.js';
import {
  ANSWERED,
  ENDED,
  PROGRESS,
  THREAD_STATE,
  WAKE,
  type LabThreadData,
} from './thread-signals.js';

const { lab, shared, signal, port } = workerData as LabThreadData;
const words = new Int32Array(shared);
const answers = new Int32Array(signal);
const answerer = await Answerer.of(lab);

process.on('exit', () => {
  Atomics.store(words, THREAD_STATE, ENDED);
  Atomics.notify(answers, ANSWERED);
});

for (;;) {
  const wake = Atomics.load(words, WAKE);
  for (;;) {
    const received: { message: LabRequest } | undefined = receiveMessageOnPort(port);
    if (received === undefined) break;
    const answer = answerer.answer(received.message, (done) => {
      Atomics.store(answers, PROGRESS, done);
    });
    port.postMessage(answer);
    Atomics.add(answers, ANSWERED, 1);
    Atomics.notify(answers, ANSWERED);
  }
  Atomics.wait(words, WAKE, wake);
}
