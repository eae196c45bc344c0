import { expect, test } from 'vitest';
import { ThreadHandlers, type Lab } from '../box/index.js';
import { appendLab } from '../trace/append-lab.fixture.js';
import { recordedRun } from '../trace/recorded-run.fixture.js';
import { pathTo } from './moments.js';
import { retaken } from './retaken.js';
import { recordedScene } from './scenes/from-trace.js';
import { Session, type SteppedLab } from './session.js';

const stepped = (lab: Lab): SteppedLab => {
  return { handlers: new ThreadHandlers(lab), classes: lab.classes };
};

/** Some steps, and a branch from one of them, which has a name; a person is at `here`. */
function walked(here: number): Session {
  const lab = appendLab('OnceServer');
  const trace = recordedRun(lab, { seed: 3, clients: 2, rounds: 2 });
  const context = { lab: '2', solution: '', harness: '', classes: lab.classes };
  const notes = { origin: 'x', predicateOf: () => undefined };
  const scene = recordedScene(trace, { ...context, timeline: undefined }, notes);
  const session = new Session({ ...scene, steps: scene.steps.slice(0, 9) }, stepped(lab));
  session.travel(5);
  session.answer({ kind: 'take', deed: { kind: 'crash', node: 'client1' } });
  session.answer({ kind: 'name', moment: session.here.id, name: 'without client1' });
  session.travel(here);
  return session;
}

const shapeOf = (session: Session) =>
  session.branches().map((leaf) => pathTo(leaf).map(({ action }) => action?.kind ?? 'begin'));

const again = (before: Session, lab: Lab) =>
  retaken(before, stepped(lab), (steps) => ({ ...before.scene, steps }));

test('every branch is taken again, keeps its names, and one is where one was', () => {
  for (const here of [3, 7, 10]) {
    const before = walked(here);
    expect(before.branches()).toHaveLength(2);
    // Its classes have other numbers: a file was added to the lab.
    const { session, report } = again(before, appendLab('OnceServer', 7));
    expect(report.otherState ?? report.refusal).toBeUndefined();
    expect(new Set(shapeOf(session))).toEqual(new Set(shapeOf(before)));
    const placeOf = ({ here: { depth, action } }: Session) => [depth, action?.kind];
    expect(placeOf(session)).toEqual(placeOf(before));
    const [name] = session.names.values();
    expect([name, session.names.size]).toEqual(['without client1', 1]);
  }
});

test('a branch goes as far as the code as it is now lets it', () => {
  const before = walked(9);
  const { session, report } = again(before, appendLab('BreakingServer'));
  expect(report.otherState ?? report.refusal).toBeDefined();
  expect(session.branches().length).toBeGreaterThan(0);
  expect(session.here.depth).toBeLessThanOrEqual(before.here.depth);
});
