import { describe, expect, it } from 'vitest';
import { ThreadHandlers } from '../../box/index.js';
import { fingerprint } from '../../canon/index.js';
import { appendLab } from '../../trace/append-lab.fixture.js';
import { failingRun, recordedRun } from '../../trace/recorded-run.fixture.js';
import { annotate, type Trace } from '../../trace/index.js';
import { Session, type SteppedLab } from '../session.js';
import { openTrace, recordingLab, recordedScene, type Meanwhile } from './from-trace.js';

const lab = appendLab();
const once = appendLab('OnceServer');
const breaking = appendLab('BreakingServer');
const notes = { origin: 'x.trace.json', predicateOf: () => undefined };
const can = { search: false, save: [] };

/** The lab, and what is asked of it and shown meanwhile, in the order in which that happens. */
function opening(trace: Trace, of = lab) {
  const happened: string[] = [];
  const handlers = new ThreadHandlers(of);
  const asked = (): void => {
    if (happened.at(-1) !== 'asked') happened.push('asked');
  };
  const stepped: SteppedLab = {
    classes: of.classes,
    handlers: {
      create: (blueprint) => (asked(), handlers.create(blueprint)),
      run: (calls) => (asked(), handlers.run(calls)),
    },
  };
  let preview: Session | undefined;
  const meanwhile: Meanwhile = {
    preview: (shown, text) => {
      happened.push(`shown: ${text}`);
      preview = shown;
    },
    progress: (text) => happened.push(text),
  };
  const { solution, harness } = trace;
  const context = { lab: '2', solution, harness, classes: of.classes, timeline: undefined };
  return { ...openTrace(trace, stepped, context, notes, meanwhile), happened, preview };
}

const long = recordedRun(once, { seed: 1, clients: 4, rounds: 60 });
const short = failingRun(lab);

describe('a trace that does not say what its steps did', () => {
  it('is shown before the lab is asked, when taking its steps again takes a while', () => {
    const { length } = long.events;
    expect(length).toBeGreaterThan(500);
    const { happened, preview, session } = opening(long, once);
    expect(happened[0]).toBe(`shown: replaying the steps with the lab: 0 of ${length}`);
    expect(happened[1]).toBe('asked');
    expect(happened).toContain(`replaying the steps with the lab: 250 of ${length}`);
    const [before, after] = [preview?.opened(can), session.opened(can)];
    expect(before?.system).toEqual(after.system);
    const titles = (of: typeof after) => of.entries.map(({ id, title }) => [id, title]);
    expect(before && titles(before)).toEqual(titles(after));
  });

  it('is opened at once when it is short', () => {
    expect(opening(short).happened).toEqual(['asked']);
  });

  it('ends in the very states that it says it went through, and is said of what was', () => {
    const noted = { ...long, notes: { advice: [{ label: 'cause', text: 'x' }], bands: [] } };
    const { session, report } = opening(noted, once);
    expect(report).toBeUndefined();
    expect(session.scene.advice).toEqual(noted.notes.advice);
    const last = long.events.findLast(({ action }) => action.kind === 'deliver');
    const at = session.opened(can).entries.find(({ id }) => id === long.events.indexOf(last!) + 1);
    session.travel(at?.id ?? -1);
    const states = [...session.here.world.locals.values()].map(({ node }) => fingerprint(node));
    expect(states).toContain(last?.fingerprint);
  });
});

describe('a trace that says what its steps did', () => {
  it('is opened without asking the lab', () => {
    const told = annotate(short, { handlers: new ThreadHandlers(lab), classes: lab.classes });
    expect(opening(told as Trace).happened).toEqual([]);
  });

  it('says what a handler threw, with the lab and without it', () => {
    const thrown = failingRun(breaking);
    const handlers = new ThreadHandlers(breaking);
    const told = annotate(thrown, { handlers, classes: breaking.classes }) as Trace;
    const { session, happened } = opening(told, breaking);
    expect(happened).toEqual(['asked']);
    const { classes } = breaking;
    const context = { lab: '2', solution: '', harness: '', classes, timeline: undefined };
    const scene = recordedScene(told, context, notes);
    const recorded = new Session(scene, recordingLab(told.events, classes));
    for (const { here, entries } of [session, recorded].map((each) => each.opened(can))) {
      expect(here.step.fault).toContain('no request 2, please');
      expect(entries.at(-1)?.flags.map(({ kind }) => kind)).toEqual(['fault']);
      expect(here.nodes.find(({ hasThrown }) => hasThrown)?.address).toBe('server1');
    }
  });
});
