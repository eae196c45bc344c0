import { INITIAL_VIEWNUM, ViewReply } from '../given/lab2.js';
import {
  append,
  appendResult,
  APPENDS_LINEARIZABLE,
  CLIENTS_DONE,
  get,
  getResult,
  listWorkload,
  RESULTS_OK,
  type LabTests,
  type Workload,
} from '../../../testing.js';
import { hasViewReply, initView, lab2SearchTest } from '../steps/search-steps.js';
import {
  announce,
  answered,
  between,
  c1,
  c2,
  finishes,
  goOn,
  hasBegun,
  s1,
  s2,
  s3,
  STAGED_DEPTH_MAX,
  view,
} from '../steps/staged-steps.js';
import { VIEW_SERVER } from '../subjects.js';

const FIRST = view(INITIAL_VIEWNUM, s1);
const PAIR = view(INITIAL_VIEWNUM + 1, s1, s2);

const x = listWorkload([append('foo', 'x')], [appendResult('x')]);
const y = listWorkload([append('foo', 'y')], [appendResult('xy')]);
const read = listWorkload([get('foo')], [getResult('x')]);
const xThenY = listWorkload(
  [append('foo', 'x'), append('foo', 'y')],
  [appendResult('x'), appendResult('xy')],
);
const readBoth = listWorkload([get('foo')], [getResult('xy')]);

/** What one server knew, the next one has to know; what is over for one is over for the next. */
export const handOverTests: LabTests = {
  // The primary does not know that it no longer is one.
  '3.21': lab2SearchTest((system) => {
    const settings = system.settings.invariant(RESULTS_OK).depth(STAGED_DEPTH_MAX);
    for (const [second, what] of [
      [read, 'reads'],
      [y, 'writes'],
    ] as const satisfies readonly (readonly [Workload, string])[]) {
      const clients = { [c1]: x, [c2]: second };
      const start = system.start({ servers: [VIEW_SERVER, s1, s2], clients });
      const ready = initView(system, start, { view: PAIR, clients: [c2] });
      const takenOver = view(INITIAL_VIEWNUM + 2, s2);
      const next = initView(system, ready, { view: takenOver, clients: [c1] });
      const first = finishes(system, next, settings, takenOver, c1);
      system.explore(
        `client2 ${what} at either server`,
        first,
        settings.prune(hasViewReply(takenOver.viewNum + 2)),
      );
    }

    // The old primary has just heard from its backup when the backup takes over.
    const clients = { [c1]: xThenY, [c2]: readBoth };
    const start = system.start({ servers: [VIEW_SERVER, s1, s2], clients });
    const ready = initView(system, start, { view: PAIR, clients: [c1, c2] });
    const served = system.find(
      'client1 gets its first answer',
      ready,
      settings
        .goal(hasBegun(c1))
        .prune(hasViewReply(PAIR.viewNum + 1))
        .network((links) => links.withPartition(VIEW_SERVER, s1, s2, c1)),
    );
    const takenOver = view(INITIAL_VIEWNUM + 2, s2);
    const next = initView(system, served, { view: takenOver, clients: [c1] });
    const both = finishes(system, next, settings, takenOver, c1);
    system.explore(
      'client2 reads at the old primary, which has served client1',
      both,
      settings
        .prune(CLIENTS_DONE, hasViewReply(takenOver.viewNum + 1))
        .network((links) => links.withPartition(s1, c2)),
    );
  }),

  // The answer is lost; the server that is asked again has its state from another server.
  '3.22': lab2SearchTest((system) => {
    const settings = system.settings.invariant(APPENDS_LINEARIZABLE).depth(STAGED_DEPTH_MAX);
    const servers = [VIEW_SERVER, s1, s2, s3];
    const start = system.start({ servers, clients: { [c1]: x, [c2]: y } });
    const alone = initView(system, start, { view: FIRST, clients: [c1] });
    const executed = alone.deliverAll(between(alone, c1, s1));
    const both = initView(system, executed, { view: PAIR });

    const takenOver = view(INITIAL_VIEWNUM + 2, s2);
    const next = initView(system, both, { view: takenOver, clients: [c1] });
    const first = finishes(system, next, settings, takenOver, c1);
    const joined = initView(system, first, { view: view(INITIAL_VIEWNUM + 3, s2, s3) });
    const last = { view: view(INITIAL_VIEWNUM + 4, s3), clients: [c1, c2] };
    goOn(system, joined, settings, last, 'with the third server');

    const replaced = initView(system, both, { view: view(INITIAL_VIEWNUM + 2, s1, s3) });
    const third = { view: view(INITIAL_VIEWNUM + 3, s3), clients: [c1, c2] };
    goOn(system, replaced, settings, third, 'with the second backup');
  }),

  // Requests arrive while the state is in flight to the backup.
  '3.23': lab2SearchTest((system) => {
    const clients = {
      [c1]: listWorkload([append('foo', 'x')]),
      [c2]: listWorkload([append('foo', 'y')]),
    };
    const settings = system.settings.invariant(APPENDS_LINEARIZABLE).depth(STAGED_DEPTH_MAX);
    const start = system.start({ servers: [VIEW_SERVER, s1, s2], clients });
    const alone = initView(system, start, { view: FIRST, clients: [c1] });
    const announced = announce(system, alone, settings, PAIR);
    const told = announced.deliverMessage(VIEW_SERVER, s1, new ViewReply(PAIR));
    const request = between(told, c1, s1);
    const begin = { view: view(INITIAL_VIEWNUM + 2, s2), clients: [c1, c2] };

    // Before the state arrives, and after it has arrived but the primary does not know yet.
    const before = answered(told.deliverAll(request)).deliverAll(told.sent);
    const arrived = told.deliverMessage(VIEW_SERVER, s2, new ViewReply(PAIR)).deliverAll(told.sent);
    const after = answered(arrived.deliverAll(request));
    for (const [stage, when] of [
      [before, 'before the state arrives'],
      [after.deliverAll(arrived.sent), 'after the state has arrived'],
    ] as const) {
      const both = initView(system, stage, { view: PAIR });
      goOn(system, both, settings, begin, `after a request ${when}`);
    }
  }),
};
