import { receiveMessageOnPort, workerData } from 'node:worker_threads';
import { ChunkReader } from './chunk-reader.js';
import {
  CONTROL_IDLE,
  CONTROL_READY,
  CONTROL_ROUND,
  CONTROL_STOP,
  type CrewRound,
  type CrewStart,
} from './crew-protocol.js';

/** A thread that helps to expand: waits for a round, works on it, waits for the next. */
function help({ control, notes, output, port, leaves }: CrewStart): void {
  const reader = new ChunkReader(control, notes, output, leaves);
  Atomics.add(control, CONTROL_READY, 1);
  for (let round = 0; ;) {
    Atomics.wait(control, CONTROL_ROUND, round);
    round = Atomics.load(control, CONTROL_ROUND);
    if (Atomics.load(control, CONTROL_STOP) !== 0) return;
    let latest: CrewRound | undefined;
    for (;;) {
      const received = receiveMessageOnPort(port);
      if (received === undefined) break;
      latest = received.message as CrewRound;
    }
    if (latest !== undefined) reader.work(latest, round);
    Atomics.add(control, CONTROL_IDLE, 1);
    Atomics.notify(control, CONTROL_IDLE);
  }
}

help(workerData as CrewStart);
