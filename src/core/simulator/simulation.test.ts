import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { LiveHost } from '../box/index.js';
import { levelRank, toAddress, type Address } from '../lab/index.js';
import { Links, Weather } from '../schedule/index.js';
import { listWorkload } from '../workload/index.js';
import {
  Answer,
  Arm,
  Ask,
  asker,
  Burst,
  c1,
  c2,
  chronicle,
  lab,
  Question,
  Reply,
  s1,
  s2,
  server,
  type Server,
} from './echo-lab.fixture.js';
import { LimitReached, WrongResult } from './errors.js';
import { Simulation } from './simulation.js';

let notes: ReturnType<typeof chronicle>;
let host: LiveHost;

interface Settings {
  readonly seed?: number;
  readonly limitMs?: number;
  readonly eventsMax?: number;
  readonly observed?: boolean;
}

function simulation(settings: Settings = {}): Simulation {
  const { seed = 1, limitMs = Infinity, eventsMax = Infinity, observed = true } = settings;
  host = new LiveHost(lab());
  notes = chronicle(host.classes);
  const observers = observed ? [notes] : [];
  const logThreshold = levelRank('ALL');
  return new Simulation(host, { seed, limitMs, eventsMax, observers, logThreshold });
}

function seen(address: Address): string[] {
  return (host.peek(address) as Server).seen;
}

function lines(start: string): string[] {
  return notes.lines
    .map((line) => line.slice(line.indexOf(' ') + 1))
    .filter((line) => line.startsWith(start));
}

const asks = (...numbers: number[]): ReturnType<typeof listWorkload> =>
  listWorkload(
    numbers.map((number) => new Ask(number)),
    numbers.map((number) => new Answer(number)),
  );

let sim: Simulation;

beforeEach(() => {
  sim = simulation();
});

describe('the network', () => {
  test('keeps the order of a reliable link', () => {
    sim.addServer(server(s1));
    sim.addServer(server(s2));
    sim.start();
    sim.inject(c1, s2, new Burst(s1, 50));
    sim.advance(100);
    expect(seen(s1)).toEqual(['reply -1', ...Array.from({ length: 50 }, (_, i) => `reply ${i}`)]);
  });

  test('lets messages of an unreliable link overtake each other and loses the right share', () => {
    sim.addServer(server(s1));
    sim.addServer(server(s2));
    sim.setNetwork(Weather.fair.withLinkRate(s2, s1, 0.8), Links.all);
    sim.start();
    sim.inject(c1, s2, new Burst(s1, 2000));
    sim.advance(100);
    const numbers = seen(s1).map((text) => Number(text.slice(6)));
    expect(numbers.length).toBeGreaterThan(1500);
    expect(numbers.length).toBeLessThan(1700);
    expect(numbers).not.toEqual(numbers.toSorted((a, b) => a - b));
  });

  test('draws latency between its bounds', () => {
    sim.addServer(server(s1));
    sim.start();
    for (let i = 0; i < 200; i++) sim.inject(toAddress(`t${i}`), s1, new Reply(i));
    const arrivals = [...sim.flights()].map(({ atMs }) => atMs);
    expect(Math.min(...arrivals)).toBeGreaterThanOrEqual(0.1);
    expect(Math.min(...arrivals)).toBeLessThan(0.2);
    expect(Math.max(...arrivals)).toBeLessThan(1);
    expect(Math.max(...arrivals)).toBeGreaterThan(0.9);
  });

  test('turned off stops what is on its way, but not what a node sends itself', () => {
    sim.addServer(server(s1));
    sim.addServer(server(s2));
    sim.start();
    sim.inject(c1, s1, new Reply(7));
    sim.setNetwork(sim.weather, Links.all.withPartition(s1, s2));
    sim.advance(10);
    expect(seen(s1)).toEqual(['reply -1']);
    expect(lines('drop')).toEqual(['drop 2 client1>server1 (link off)']);
    sim.inject(s1, s1, new Reply(8));
    sim.advance(20);
    expect(seen(s1)).toEqual(['reply -1', 'reply 8']);
  });

  test('delivers duplicates as copies of their own, also when nobody looks on', () => {
    sim = simulation({ observed: false });
    sim.addServer(server(s1));
    sim.openMailbox(c1);
    sim.setNetwork(Weather.fair.withDuplicates(1), Links.all);
    sim.start();
    sim.inject(c1, s1, new Question([5]));
    sim.advance(10);
    expect(seen(s1)).toEqual(['question 5', 'question 5']);
  });

  test('changes no latency when duplicates are turned on', () => {
    const arrivals = (weather: Weather): number[] => {
      sim = simulation();
      sim.setNetwork(weather, Links.all);
      sim.addServer(server(s1));
      for (let i = 0; i < 20; i++) sim.inject(toAddress(`t${i}`), s1, new Reply(i));
      const firsts = [...sim.flights()].filter(({ copy }) => copy === 0);
      return firsts.map(({ atMs }) => atMs).sort((a, b) => a - b);
    };
    expect(arrivals(Weather.fair.withDuplicates(0.5))).toEqual(arrivals(Weather.fair));
  });

  test('holds what init sends until the system is started', () => {
    sim.addServer(server(s1));
    sim.addServer(server(s2));
    expect(sim.advance(50)).toBe('time');
    expect(seen(s1)).toEqual([]);
    expect(sim.nowMs).toBe(50);
    sim.start();
    sim.advance(51);
    expect(seen(s1)).toEqual(['reply -1']);
  });

  test('counts what each node sends and gets', () => {
    sim.addServer(server(s1));
    sim.addServer(server(s2));
    sim.setNetwork(Weather.fair.withLinkRate(s2, s1, 0), Links.all);
    sim.start();
    sim.inject(c1, s2, new Burst(s1, 9));
    sim.advance(10);
    expect(sim.countOf(s2)).toEqual({ sent: 10, received: 1 });
    expect(sim.countOf(s1)).toEqual({ sent: 0, received: 0 });
  });

  test('drops what is for nobody and keeps what is for a mailbox', () => {
    sim.addServer(server(s1));
    sim.start();
    sim.openMailbox(c1);
    sim.inject(c1, s1, new Question([3]));
    sim.inject(c2, s1, new Question([4]));
    sim.advance(10);
    expect(sim.takeFrom(c1)?.message).toEqual(new Reply(3));
    expect(sim.takeFrom(c1)).toBeUndefined();
    expect(lines('drop')).toEqual(['drop 4 server1>client2 (no node)']);
  });
});

describe('timers', () => {
  test('go before messages that arrive at the same instant', () => {
    sim.addServer(server(s1));
    sim.setNetwork(Weather.fair.withLatency(5, 5), Links.all);
    sim.start();
    sim.inject(c1, s1, new Arm(5, 5));
    sim.advance(20);
    expect(seen(s1)).toEqual(['tick', 'reply 0']);
  });

  test('fire between their minimum and their maximum', () => {
    sim.addServer(server(s1));
    sim.start();
    const waits: number[] = [];
    for (let i = 0; i < 100; i++) {
      const before = notes.lines.length;
      sim.inject(c1, s1, new Arm(10, 20));
      sim.advance(sim.nowMs + 30);
      const times = notes.lines.slice(before).filter((line) => / (set|fire) /.test(line));
      const [set, fired] = times.map((line) => Number(line.split(' ')[0])) as [number, number];
      waits.push(fired - set);
    }
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(9.999);
    expect(Math.min(...waits)).toBeLessThan(11);
    expect(Math.max(...waits)).toBeLessThanOrEqual(20.001);
    expect(Math.max(...waits)).toBeGreaterThan(19);
  });
});

describe('a crash', () => {
  test('takes the timers and the messages to the node, not those from it', () => {
    sim.addServer(server(s1));
    sim.addServer(server(s2));
    sim.start();
    sim.inject(c1, s2, new Arm(5, 5));
    sim.advance(2);
    sim.inject(c1, s2, new Reply(1));
    sim.inject(s2, s1, new Reply(2));
    sim.crash(s2);
    expect(lines('drop')).toEqual(['drop 4 client1>server2 (crashed)']);
    expect(sim.advance(Infinity)).toBe('idle');
    expect(seen(s1)).toEqual(['reply -1', 'reply 2']);
    expect(sim.nodes()).toEqual([s1]);
  });

  test('leaves nothing to a new node of the same name', () => {
    sim.addServer(server(s1));
    sim.start();
    sim.inject(c1, s1, new Reply(1));
    sim.crash(s1);
    sim.addServer(server(s1));
    sim.advance(Infinity);
    expect(seen(s1)).toEqual([]);
  });
});

describe('a client', () => {
  beforeEach(() => {
    sim.addServer(server(s1));
  });

  test('is handed the next command in the step in which it has its result', () => {
    const worker = sim.addClient(asker(c1), asks(1, 2, 3));
    sim.start();
    sim.advance(Infinity, () => worker.done);
    const [first, second, third] = sim.history();
    expect(first?.invokedMs).toBe(0);
    expect(second?.invokedMs).toBe(first?.respondedMs);
    expect(third?.result).toEqual(new Answer(3));
    expect(third?.respondedMs).toBe(sim.nowMs);
  });

  test('pauses between commands when its workload says so', () => {
    const workload = { ...asks(1, 2, 3), pauseMs: 40 };
    const worker = sim.addClient(asker(c1), workload);
    sim.start();
    sim.advance(Infinity, () => worker.done);
    const [first, second, third] = sim.history();
    expect(second?.invokedMs).toBe((first?.respondedMs as number) + 40);
    expect(third?.invokedMs).toBe((second?.respondedMs as number) + 40);
  });

  test('waits in the history while it has no result', () => {
    sim.setNetwork(sim.weather, Links.all.withNetwork(false));
    const worker = sim.addClient(asker(c1), asks(1, 2));
    sim.start();
    sim.advance(35);
    expect(sim.history()).toEqual([
      { client: c1, command: new Ask(1), result: undefined, invokedMs: 0, respondedMs: undefined },
    ]);
    expect(worker.done).toBe(false);
    expect(lines('fire client1')).toHaveLength(3);
  });

  test('without a workload does what a test hands it', () => {
    const worker = sim.addClient(asker(c1), undefined);
    sim.start();
    sim.command(worker, new Ask(4), new Answer(4));
    expect(() => sim.command(worker, new Ask(5))).toThrow('has a command already');
    sim.advance(Infinity, () => worker.waiting === undefined);
    expect(worker.operations[0]?.result).toEqual(new Answer(4));
  });

  test('with a wrong result ends the run at that moment', () => {
    sim.addClient(asker(c1), listWorkload([new Ask(1)], [new Answer(2)]));
    sim.start();
    expect(() => sim.advance(Infinity)).toThrow(WrongResult);
    expect(sim.history()[0]?.respondedMs).toBe(sim.nowMs);
  });

  test('that was removed is in no history', () => {
    sim.addClient(asker(c1), asks(1));
    const second = sim.addClient(asker(c2), asks(2));
    sim.start();
    sim.removeClient(c1);
    sim.advance(Infinity, () => second.done);
    expect(sim.history().map(({ client }) => client)).toEqual([c2]);
  });
});

describe('a run ends', () => {
  beforeEach(() => {
    sim.addServer(server(s1));
  });

  test('at its limit of virtual time, with the clock at the limit', () => {
    sim = simulation({ limitMs: 100 });
    sim.start();
    sim.advance(100);
    expect(() => sim.advance(100.5)).toThrow(LimitReached);
    expect(sim.nowMs).toBe(100);
  });

  test('at its limit of events', () => {
    sim = simulation({ eventsMax: 20 });
    sim.addServer(server(s1));
    sim.addClient(asker(c1), { ...asks(1), size: Infinity, commandAt: () => new Ask(1) });
    sim.start();
    expect(() => sim.advance(Infinity)).toThrow('its limit of 20 events');
  });

  test('with what a handler threw', () => {
    sim.addClient(asker(c1), asks(13));
    sim.start();
    expect(() => sim.advance(Infinity)).toThrow('Server.handleQuestion: Error: unlucky');
  });

  test('when nothing happens any more', () => {
    sim.start();
    expect(sim.advance(Infinity, () => false)).toBe('idle');
    sim.stop();
    sim.inject(c1, s1, new Reply(1));
    expect(sim.advance(Infinity, () => false)).toBe('idle');
  });
});

/** A run with everything in it: loss, duplicates, late timers, a crash, a node added. */
function busyRun(settings: Settings): Simulation {
  const run = simulation(settings);
  run.addServer(server(s1));
  run.addClient(asker(c1), asks(1, 2, 3, 4, 5, 6));
  run.addClient(asker(c2), asks(7, 8, 9));
  run.start();
  const weather = Weather.fair.withNetworkRate(0.7).withDuplicates(0.2).withExtraDelay(0.1, 5);
  run.setNetwork(weather, Links.all);
  run.advance(15);
  run.addServer(server(s2));
  run.inject(toAddress('tester'), s2, new Arm(3, 9));
  run.advance(25);
  run.crash(s2);
  run.advance(200);
  return run;
}

describe('the same seed', () => {
  test('gives the same run, event by event', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        busyRun({ seed });
        const first = notes.lines;
        busyRun({ seed });
        expect(notes.lines).toEqual(first);
      }),
      { numRuns: 50 },
    );
  });

  test('gives the same history whether somebody looks on or not', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const watched = busyRun({ seed });
        const alone = busyRun({ seed, observed: false });
        expect(alone.history()).toEqual(watched.history());
        expect(alone.events).toBe(watched.events);
      }),
      { numRuns: 20 },
    );
  });

  test('gives the run it has always given', () => {
    busyRun({ seed: 42 });
    const hash = createHash('sha256').update(notes.lines.join('\n')).digest('hex');
    expect(notes.lines.slice(0, 6)).toMatchInlineSnapshot(`
      [
        "0.0000 add server1",
        "0.0000 add client1",
        "0.0000 command client1 Ask(number=1)",
        "0.0000 send 1 client1>server1 Question(numbers=[1])",
        "0.0000 set client1 Retry()",
        "0.0000 add client2",
      ]
    `);
    expect(hash).toMatchInlineSnapshot(
      `"620d8775bd961e37a56fe16f6f49fbf9c474cf0201584b4a7c89c1f3b1602ea5"`,
    );
  });

  test('and another seed give different runs', () => {
    busyRun({ seed: 1 });
    const first = notes.lines;
    busyRun({ seed: 2 });
    expect(notes.lines).not.toEqual(first);
  });
});
