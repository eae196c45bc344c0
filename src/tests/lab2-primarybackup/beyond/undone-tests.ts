import { INITIAL_VIEWNUM } from '../given/lab2.js';
import {
  append,
  appendResult,
  APPENDS_LINEARIZABLE,
  listWorkload,
  RESULTS_OK,
  type LabTests,
} from '../../../testing.js';
import { initView, lab2SearchTest } from '../steps/search-steps.js';
import {
  between,
  c1,
  c2,
  finishes,
  goOn,
  s1,
  s2,
  STAGED_DEPTH_MAX,
  view,
} from '../steps/staged-steps.js';
import { VIEW_SERVER } from '../subjects.js';

const PAIR = view(INITIAL_VIEWNUM + 1, s1, s2);
const ALONE = view(INITIAL_VIEWNUM + 2, s1);
const AGAIN = view(INITIAL_VIEWNUM + 3, s1, s2);
const TAKEN_OVER = view(INITIAL_VIEWNUM + 4, s2);

/** A new backup's state is the primary's, whatever it did before. */
export const undoneTests: LabTests = {
  // The backup has executed something nobody else knows of, and the primary has continued without
  // it.
  '3.25': lab2SearchTest((system) => {
    for (const [key, invariant] of [
      ['foo', APPENDS_LINEARIZABLE],
      ['bar', RESULTS_OK],
    ] as const) {
      const clients = {
        [c1]: listWorkload([append('foo', 'x')], [appendResult('x')]),
        [c2]: listWorkload([append(key, 'y')], [appendResult('y')]),
      };
      const settings = system.settings.invariant(invariant).depth(STAGED_DEPTH_MAX);
      const start = system.start({ servers: [VIEW_SERVER, s1, s2], clients });
      const both = initView(system, start, { view: PAIR, clients: [c1] });
      const atPrimary = both.deliverAll(between(both, c1, s1));
      const atBackup = atPrimary.deliverAll(atPrimary.sent);
      const alone = initView(system, atBackup, { view: ALONE, clients: [c2] });
      const second = finishes(system, alone, settings, ALONE, c2);
      const again = initView(system, second, { view: AGAIN });
      const begin = { view: TAKEN_OVER, clients: [c1, c2] };
      goOn(system, again, settings, begin, `when ${c2} has written ${key} meanwhile`);
    }
  }),
};
