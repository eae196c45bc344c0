import { describe, expect, test } from 'vitest';
import { encode } from '../canon/index.js';
import { BARE_TERMS } from '../given/index.js';
import { toAddress } from '../lab/index.js';
import type { Compared, HandlerCall, LabAnswer, LabRequest } from '../box/index.js';
import type { Brevity, LabLine, Lost } from './lab-line.js';
import { LabClient, RemoteHandlers } from './remote-handlers.js';
import { RemoteTwins } from './remote-twins.js';

const classes = BARE_TERMS.given.createTable();
const address = toAddress('server1');
const node = encode({}, classes, 'value');
/** Of these commands, `hang` never ends. */
const calling = (command: string): HandlerCall => ({
  address,
  awaits: false,
  node,
  cause: { kind: 'command', command: encode(command, classes, 'value') },
});
const [quick, hang] = [calling('quick'), calling('hang')];
const OUTCOME = { node, sends: [], sets: [], result: undefined, fault: undefined };

/** A process: it does not say which call of a request hung. Notes how briefly it was asked. */
class ProcessLike implements LabLine {
  readonly asked: [calls: number, brevity: Brevity | undefined][] = [];
  /** What it finds when it makes calls again. */
  deviation: Compared['deviation'];

  ask(request: LabRequest, brevity?: Brevity): LabAnswer | Lost {
    if (request.kind !== 'run' && request.kind !== 'compare') throw new Error(request.kind);
    const { calls } = request;
    if (!('stepsMax' in request) || request.stepsMax === undefined) {
      this.asked.push([calls.length, brevity]);
    }
    if (calls.includes(hang)) return { kind: 'lost', done: undefined, how: 'hangs' };
    const outcomes = calls.map(() => OUTCOME);
    return request.kind === 'run'
      ? { kind: 'outcomes', outcomes }
      : { kind: 'compared', outcomes, deviation: this.deviation };
  }

  close(): void {
    // There is nothing to end.
  }
}

function opened() {
  const line = new ProcessLike();
  const client = new LabClient(line);
  const first = new RemoteHandlers(client, 'first', classes);
  const twins = new RemoteTwins(client, first, new RemoteHandlers(client, 'fresh', classes));
  return { line, client, first, twins };
}

describe('a call is only said to hang after its full time', () => {
  test('several calls at once are asked briefly, and one by one after a loss', () => {
    const { line, first } = opened();
    const outcomes = first.run([quick, hang]);
    expect(outcomes.map(({ fault }) => fault?.message)).toEqual([
      undefined,
      'the node.sendCommand hangs',
    ]);
    expect(line.asked).toEqual([
      [2, 'asked again'],
      [1, undefined],
      [1, undefined],
    ]);
  });

  test('one that is compared with nothing has its full time, too', () => {
    const { line, twins } = opened();
    twins.run([hang], []);
    expect(line.asked[0]).toEqual([1, undefined]);
    expect(line.asked).toHaveLength(1);
  });

  test('a handler that has hung before is given less', () => {
    const { line, client, first } = opened();
    first.run([hang]);
    client.lost.clear();
    first.run([hang]);
    expect(line.asked).toEqual([
      [1, undefined],
      [1, 'hung before'],
    ]);
  });
});

test('a call that does something else when it is made again is told as the lab found it', () => {
  const { line, twins } = opened();
  line.deviation = { index: 1, again: { ...OUTCOME, result: node }, inFreshInstance: true };
  const { outcomes, deviation } = twins.run([quick, quick], [0, 1]);
  expect(outcomes).toEqual([OUTCOME, OUTCOME]);
  expect(deviation).toEqual(line.deviation);
});
