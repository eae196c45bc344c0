import { describe, expect, test } from 'vitest';
import { Random } from '../../support/index.js';
import { Space } from '../interned/space.js';
import { pingPong, PING_PONG_SETTINGS } from '../ping-pong.fixture.js';
import { Probe, STEP_NONE, STEP_UNKNOWN } from './probe.js';
import { WalkMaker } from './walk-maker.js';

function probe(): Probe {
  const problem = pingPong({ clients: 2, pings: 3 });
  const space = new Space(problem, PING_PONG_SETTINGS);
  const locals = space.start().map((cell) => space.cells.localOf(cell));
  const maker = new WalkMaker(space.cells, space.addresses.length, false);
  const made = new Probe({ locals, messages: space.startMessages() }, maker);
  made.restart();
  return made;
}

/** Everything in a probe that its next step depends on. */
function whereabouts({ locals, network, networkEnd, depth, progress }: Probe): object {
  return { locals: [...locals], network: [...network.subarray(0, networkEnd)], depth, progress };
}

describe('a probe', () => {
  test('that takes a step back is where it was', () => {
    const walk = probe();
    const random = Random.fromSeed(3);
    for (let i = 0; i < 30; i++) {
      const before = whereabouts(walk);
      walk.step(random);
      walk.reject();
      expect(whereabouts(walk)).toEqual(before);
      walk.accept();
      if (walk.step(random) === STEP_NONE) break;
      walk.accept();
    }
    expect(walk.depth).toBeGreaterThan(5);
  });

  test('takes no event twice where it takes all of them back', () => {
    const walk = probe();
    const random = Random.fromSeed(5);
    let taken = 0;
    while (walk.step(random) !== STEP_NONE) {
      walk.reject();
      taken++;
    }
    // Two clients: each has a ping in flight and a timer.
    expect(taken).toBe(4);
  });

  test('asks for what nobody knows, and takes the step it had chosen', () => {
    const walk = probe();
    expect(walk.tryStep(Random.fromSeed(1))).toBe(STEP_UNKNOWN);
    const { event } = walk.question;
    walk.find();
    walk.retryStep();
    expect([walk.path.length, walk.path.events[0]]).toEqual([1, event]);
  });

  test('goes the same way again from the same draws', () => {
    const walk = probe();
    const paths = [0, 1].map(() => {
      walk.restart();
      const random = Random.fromSeed(9);
      while (walk.depth < 25 && walk.step(random) !== STEP_NONE) walk.accept();
      return whereabouts(walk);
    });
    expect(paths[0]).toEqual(paths[1]);
  });

  test('knows an outcome that no step had which counts, and then no longer', () => {
    const walk = probe();
    walk.step(Random.fromSeed(1));
    expect(walk.news).toBeGreaterThan(0);
  });
});
