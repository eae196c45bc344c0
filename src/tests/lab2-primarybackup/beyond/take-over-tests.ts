import { INITIAL_VIEWNUM, ViewReply } from '../given/lab2.js';
import {
  append,
  APPENDS_LINEARIZABLE,
  listWorkload,
  type LabTests,
  type Stage,
} from '../../../testing.js';
import { initView, lab2SearchTest } from '../steps/search-steps.js';
import {
  announce,
  answered,
  between,
  c1,
  c2,
  finishes,
  goOn,
  s1,
  s2,
  s3,
  STAGED_DEPTH_MAX,
  view,
} from '../steps/staged-steps.js';
import { VIEW_SERVER } from '../subjects.js';

const PAIR = view(INITIAL_VIEWNUM + 1, s1, s2);
/** The backup takes over and gets a new backup in the same step. */
const NEXT = view(INITIAL_VIEWNUM + 2, s2, s3);
const LAST = view(INITIAL_VIEWNUM + 3, s3);

/** The same two together again. */
const ALONE = view(INITIAL_VIEWNUM + 2, s1);
const AGAIN = view(INITIAL_VIEWNUM + 3, s1, s2);
const TAKEN_OVER = view(INITIAL_VIEWNUM + 4, s2);

/** What an old primary or an old view left behind reaches the current primary. */
export const takeOverTests: LabTests = {
  // Nobody is alone in between: the new primary was the backup, and its own backup knows nothing.
  '3.30': lab2SearchTest((system) => {
    const clients = {
      [c1]: listWorkload([append('foo', 'x')]),
      [c2]: listWorkload([append('foo', 'y')]),
    };
    const settings = system.settings.invariant(APPENDS_LINEARIZABLE).depth(STAGED_DEPTH_MAX);
    const start = system.start({ servers: [VIEW_SERVER, s1, s2, s3], clients });
    const ready = initView(system, start, { view: PAIR, clients: [c1] });
    const last = { view: LAST, clients: [c1, c2] };

    const first = finishes(system, ready, settings, PAIR, c1);
    goOn(system, initView(system, first, { view: NEXT }), settings, last, 'with the new backup');

    // What the old primary forwarded arrives before the new backup has the state, and after.
    const forwarded = ready.deliverAll(between(ready, c1, s1));
    const announced = announce(system, forwarded, settings, NEXT, [s1]);
    const told = announced.deliverMessage(VIEW_SERVER, s2, new ViewReply(NEXT));
    const ahead = told.deliverMessage(VIEW_SERVER, s3, new ViewReply(NEXT)).deliverAll(told.sent);
    for (const [stage, when] of [
      [told, 'before the state arrives'],
      [ahead, 'after the state has arrived'],
    ] as const) {
      const accepted = stage.deliverAll(forwarded.sent);
      const believed = answered(accepted.deliverAll(accepted.sent));
      const begun = initView(system, believed, { view: NEXT });
      goOn(system, begun, settings, last, `after a late forward ${when}`);
    }
  }),

  // What a server answers to a message of an old view says nothing about what is in flight now.
  '3.31': lab2SearchTest((system) => {
    const clients = {
      [c1]: listWorkload([append('foo', 'w'), append('foo', 'x')]),
      [c2]: listWorkload([append('foo', 'y')]),
    };
    const settings = system.settings.invariant(APPENDS_LINEARIZABLE).depth(STAGED_DEPTH_MAX);
    const start = system.start({ servers: [VIEW_SERVER, s1, s2], clients });
    const ready = initView(system, start, { view: PAIR, clients: [c1, c2] });
    const forwarded = ready.deliverAll(between(ready, c1, s1));
    const alone = initView(system, forwarded, { view: ALONE });
    const again = initView(system, alone, { view: AGAIN, clients: [c2] });

    const asked = again.deliverAll(between(again, c2, s1));
    const begin = { view: TAKEN_OVER, clients: [c1, c2] };
    for (const [atBackup, when] of [
      [asked.deliverAll(asked.sent), 'after the backup has executed another one'],
      [asked, 'while another one is in flight'],
    ] as const satisfies readonly (readonly [Stage, string])[]) {
      const refused = atBackup.deliverAll(forwarded.sent);
      const dropped = refused.deliverAll(refused.sent);
      const retried = dropped.deliverAll(between(dropped, c1, s1));
      const executed = retried.deliverAll(retried.sent);
      const told = answered(executed.deliverAll(executed.sent));
      const second = finishes(system, told, settings, AGAIN, c2);
      goOn(system, second, settings, begin, `after a late forward, ${when}`);
    }
  }),
};
