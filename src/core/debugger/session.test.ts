import { beforeEach, describe, expect, it } from 'vitest';
import { ThreadHandlers } from '../box/index.js';
import { append, listWorkload } from '../workload/index.js';
import { CLIENTS_DONE, RESULTS_OK } from '../predicate/index.js';
import {
  appendLab,
  clientAddress,
  clientBlueprint,
  serverBlueprint,
} from '../trace/append-lab.fixture.js';
import { parseTrace, replay, formatTrace } from '../trace/index.js';
import { AppendResult } from '../given/kvstore.js';
import { sessionMessage, type SessionMessage } from './protocol.js';
import { traceOf } from './saved-trace.js';
import type { Scene } from './scene.js';
import { recordedWorkloads } from './scenes/from-members.js';
import { Session, type SteppedLab } from './session.js';

const lab = appendLab();
const stepped: SteppedLab = { handlers: new ThreadHandlers(lab), classes: lab.classes };

function sceneOf(value = 'x'): Scene {
  const workload = listWorkload([append('k', value)], [new AppendResult(value)]);
  const nodes = [serverBlueprint, clientBlueprint(1), clientBlueprint(2)];
  const plan = {
    nodes,
    workloads: new Map([1, 2].map((number) => [clientAddress(number), workload])),
  };
  return {
    title: 'appends',
    origin: 'a test',
    network: 'set',
    plan,
    steps: nodes.map((node) => ({ action: { kind: 'add', node } })),
    startLength: nodes.length,
    watched: [
      { role: 'invariant', predicate: RESULTS_OK },
      { role: 'goal', predicate: CLIENTS_DONE },
    ],
    advice: [],
    stages: [],
    trace: {
      lab: '2',
      test: 'by hand',
      seed: 0,
      solution: 'x',
      harness: 'y',
      workloads: recordedWorkloads(plan, lab.classes),
    },
  };
}

type Opened = Extract<SessionMessage, { kind: 'opened' }>;
type Grown = Extract<SessionMessage, { kind: 'grown' }>;

let session: Session;
let opened: Opened;

function open(scene: Scene): void {
  session = new Session(scene, stepped);
  opened = sessionMessage.parse(session.opened({ search: true, save: [] })) as Opened;
}

beforeEach(() => open(sceneOf()));

/** What stands in the inbox or timer queue of a node. */
function inboxOf(here: Opened['here'], address: string) {
  return here.nodes.find((node) => node.address === address)?.inbox ?? [];
}

function take(deed: Parameters<Session['answer']>[0] & { kind: 'take' }): Grown {
  return sessionMessage.parse(session.answer(deed)) as Grown;
}

function deliver(here: Opened['here'], to: string, index = 0): Grown {
  const { key } = inboxOf(here, to)[index]!;
  return take({ kind: 'take', deed: { kind: 'deliver', key } });
}

describe('a session', () => {
  it('starts with every node there, and what each has sent', () => {
    expect(opened.here.nodes.map(({ address }) => address)).toEqual([
      'client1',
      'client2',
      'server1',
    ]);
    expect(inboxOf(opened.here, 'server1').map(({ subject }) => subject)).toEqual([
      'Request(Append(k, x), 1)',
      'Request(Append(k, x), 1)',
    ]);
    expect(opened.here.nodes[0]?.timers.map(({ subject }) => subject)).toEqual(['RetryTimer(1)']);
  });

  it('delivers a message, and says who sent it and what that changed', () => {
    const { entries, here } = deliver(opened.here, 'server1');
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({
      kind: 'deliver',
      node: 'server1',
      from: 'client1',
      cause: 2,
    });
    expect(here.step.changes).toEqual([{ path: 'values.get(k)', after: 'x' }]);
    const server = here.nodes.find(({ address }) => address === 'server1');
    expect(server?.isChanged).toBe(true);
    const values = server?.state?.children?.find(({ key }) => key === 'values');
    expect(values?.value.children).toEqual([expect.objectContaining({ key: 'k', mark: 'added' })]);
  });

  it('keeps a message that arrived, as one that may arrive again', () => {
    const { here } = deliver(opened.here, 'server1');
    expect(inboxOf(here, 'server1').map(({ isOld }) => isOld)).toEqual([true, false]);
  });

  it('goes back, and makes a branch of what is done then', () => {
    const first = deliver(opened.here, 'server1', 0).entries[0]!;
    const back = session.answer({ kind: 'travel', to: first.parent! }) as { here: Opened['here'] };
    const second = deliver(back.here, 'server1', 1).entries[0]!;
    expect(second.parent).toBe(first.parent);
    expect(second.id).not.toBe(first.id);
    expect(session.branches().map(({ id }) => id)).toEqual([first.id, second.id]);
  });

  it('leads to the same step when the same is done again', () => {
    const first = deliver(opened.here, 'server1').entries[0]!;
    session.answer({ kind: 'travel', to: first.parent! });
    const again = deliver(opened.here, 'server1');
    expect(again.entries).toEqual([]);
    expect(again.here.id).toBe(first.id);
  });

  it('points out the step that broke an invariant, and why', () => {
    // Another client's append came first: the server appends for everybody.
    let { here } = deliver(opened.here, 'server1', 1);
    ({ here } = deliver(here, 'server1', 0));
    const reply = inboxOf(here, 'client1')[0]!;
    const { entries } = take({ kind: 'take', deed: { kind: 'deliver', key: reply.key } });
    expect(entries[0]?.flags).toEqual([
      { kind: 'violated', text: expect.stringContaining('RESULTS_OK: client1 got') as string },
    ]);
    expect(session.brokenHere().map(({ predicate }) => predicate.name)).toEqual(['RESULTS_OK']);
  });

  it('forbids what a switched-off link does not let through, and says so', () => {
    const change = { what: 'link', from: 'client1', to: 'server1', on: false } as const;
    const { here } = take({ kind: 'take', deed: { kind: 'links', change } });
    const [message] = inboxOf(here, 'server1');
    expect(message?.refusal).toBe('the link from client1 to server1 is off');
    const deed = { kind: 'deliver', key: message!.key } as const;
    expect(session.answer({ kind: 'take', deed })).toMatchObject({ kind: 'told', isError: true });
  });

  it('loses a message, sets all aside and restores them', () => {
    const { key } = inboxOf(opened.here, 'server1')[0]!;
    let { here } = take({ kind: 'take', deed: { kind: 'lose', key } });
    expect(inboxOf(here, 'server1')).toHaveLength(1);
    ({ here } = take({ kind: 'take', deed: { kind: 'set-aside' } }));
    expect(inboxOf(here, 'server1').map(({ isAside }) => isAside)).toEqual([true]);
    ({ here } = take({ kind: 'take', deed: { kind: 'restore' } }));
    expect(inboxOf(here, 'server1').map(({ isAside }) => isAside)).toEqual([false]);
  });

  it('crashes a node for good', () => {
    const { here } = take({ kind: 'take', deed: { kind: 'crash', node: 'server1' } });
    expect(here.nodes.find(({ address }) => address === 'server1')?.isUp).toBe(false);
  });

  it('answers what is not there in words', () => {
    const deed = { kind: 'fire', key: 'timer99' } as const;
    expect(session.answer({ kind: 'take', deed })).toMatchObject({ kind: 'told' });
    expect(session.answer({ kind: 'travel', to: 99 })).toMatchObject({ kind: 'told' });
    expect(session.answer({ kind: 'value', key: 'x' })).toMatchObject({ kind: 'told' });
  });

  it('sends no text that cannot be seen', () => {
    open(sceneOf('a\u202eb\u0000c'));
    const text = JSON.stringify(opened);
    expect(text).toContain(String.raw`a\\u202eb\\x00c`);
    expect(text).not.toMatch(/\p{Cc}|\p{Cf}/u);
  });

  it('saves a path as a trace that can be taken again', async () => {
    let { here } = deliver(opened.here, 'server1');
    ({ here } = deliver(here, 'client1'));
    const trace = traceOf(session, { verdict: 'passed', detail: '' });
    const read = await parseTrace(formatTrace(trace), 'a trace');
    const report = replay(read, { ...stepped, predicateOf: () => undefined });
    expect(report.refusal ?? report.otherState).toBeUndefined();
    expect(report.taken).toBe(5);
    expect(here.id).toBe(5);
  });
});
