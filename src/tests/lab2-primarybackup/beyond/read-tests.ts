import { INITIAL_VIEWNUM } from '../given/lab2.js';
import {
  and,
  append,
  appendResult,
  clientDone,
  get,
  getResult,
  listWorkload,
  named,
  RESULTS_OK,
  type LabTests,
} from '../../../testing.js';
import { hasViewReply, initView, lab2SearchTest } from '../steps/search-steps.js';
import { c1, c2, goOn, s1, s2, STAGED_DEPTH_MAX, view } from '../steps/staged-steps.js';
import { VIEW_SERVER } from '../subjects.js';

const PAIR = view(INITIAL_VIEWNUM + 1, s1, s2);
const TAKEN_OVER = view(INITIAL_VIEWNUM + 2, s2);

/** A read sees every write that was answered before the read was issued. */
export const readTests: LabTests = {
  // Client1 hears of its own write only after client2 has heard of a later one.
  '3.24': lab2SearchTest((system) => {
    const clients = {
      [c1]: listWorkload([append('foo', 'x'), get('foo')], [appendResult('x'), getResult('xy')]),
      [c2]: listWorkload([append('foo', 'y')], [appendResult('xy')]),
    };
    const start = system.start({ servers: [VIEW_SERVER, s1, s2], clients });
    const begun = initView(system, start, { view: PAIR, clients: [c1, c2] });
    const second = system.find(
      'client2 writes after client1, which has not heard yet',
      begun,
      system.settings
        .goal(named('client2 got the second result', and(clientDone(c2), RESULTS_OK)))
        .prune(hasViewReply(TAKEN_OVER.viewNum))
        .network((links) =>
          links
            .withPartition(VIEW_SERVER, s1, s2, c1, c2)
            .withLink(s1, c1, false)
            .withLink(s2, c1, false),
        ),
    );
    const settings = system.settings.invariant(RESULTS_OK).depth(STAGED_DEPTH_MAX);
    goOn(system, second, settings, { view: PAIR, clients: [c1] }, 'when client1 reads');
    goOn(system, second, settings, { view: TAKEN_OVER, clients: [c1] }, 'at the next primary');
  }),
};
