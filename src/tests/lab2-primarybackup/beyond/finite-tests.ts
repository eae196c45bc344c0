import { INITIAL_VIEWNUM } from '../given/lab2.js';
import {
  append,
  appendResult,
  client,
  get,
  getResult,
  keyNotFound,
  listWorkload,
  put,
  putOk,
  RESULTS_OK,
  server,
  type LabTests,
} from '../../../testing.js';
import { firstView, hasViewReply, initView, lab2SearchTest } from '../steps/search-steps.js';
import { VIEW_SERVER } from '../subjects.js';

const [s1, s2, c1] = [server(1), server(2), client(1)];

/** Correct solutions need some 15 steps; anything that keeps growing gets here and beyond. */
const DEPTH_MAX = 100;

/** Whether the state space is finite: something that grows with every ping or retry never ends. */
export const finiteTests: LabTests = {
  // Nothing is lost and nobody crashes, so the work is soon done.
  '3.17': lab2SearchTest((system) => {
    const settings = system.settings.invariant(RESULTS_OK).depth(DEPTH_MAX);
    const empty = listWorkload(
      [get('foo'), put('foo', ''), get('foo')],
      [keyNotFound(), putOk(), getResult('')],
    );
    const alone = system.start({ servers: [VIEW_SERVER, s1], clients: { [c1]: empty } });
    system.exhaust('one server', alone, settings);

    const clients = {
      [c1]: listWorkload([get('foo'), append('foo', 'x')], [keyNotFound(), appendResult('x')]),
    };
    const start = system.start({ servers: [VIEW_SERVER, s1, s2], clients });
    const ready = initView(system, start, { view: firstView(s1, s2), clients: [c1] });
    const inThisView = settings.prune(hasViewReply(INITIAL_VIEWNUM + 2));
    system.exhaust('a primary and its backup, in one view', ready, inThisView);
  }),
};
