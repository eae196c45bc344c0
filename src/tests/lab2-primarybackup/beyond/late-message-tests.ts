import { INITIAL_VIEWNUM, ViewReply } from '../given/lab2.js';
import {
  append,
  appendResult,
  APPENDS_LINEARIZABLE,
  listWorkload,
  RESULTS_OK,
  type LabTests,
  type SearchSystem,
  type Stage,
} from '../../../testing.js';
import { initView, lab2SearchTest } from '../steps/search-steps.js';
import {
  announce,
  answered,
  begins,
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

/** The same two servers again and again: both, the primary alone, both, and the backup alone. */
const TOGETHER = view(INITIAL_VIEWNUM + 1, s1, s2);
const ALONE = view(INITIAL_VIEWNUM + 2, s1);
const AGAIN = view(INITIAL_VIEWNUM + 3, s1, s2);
const TAKEN_OVER = view(INITIAL_VIEWNUM + 4, s2);

/** The other way to be together again: the backup takes over, and then the primary. */
const CHANGES = [
  view(INITIAL_VIEWNUM + 2, s2),
  view(INITIAL_VIEWNUM + 3, s2, s1),
  view(INITIAL_VIEWNUM + 4, s1),
];
const TURNED = view(INITIAL_VIEWNUM + 5, s1, s2);

/** Messages of an old view arrive in a newer one, at servers that have the same role in it. */
export const lateMessageTests: LabTests = {
  // The messages between servers about one operation arrive late, or twice.
  '3.19': lab2SearchTest((system) => {
    const clients = {
      [c1]: listWorkload([append('foo', 'w'), append('foo', 'x')]),
      [c2]: listWorkload([append('foo', 'y')]),
    };
    const settings = system.settings.invariant(APPENDS_LINEARIZABLE).depth(STAGED_DEPTH_MAX);
    const start = system.start({ servers: [VIEW_SERVER, s1, s2], clients });
    const ready = initView(system, start, { view: TOGETHER, clients: [c1, c2] });
    const request = between(ready, c1, s1);
    const atPrimary = ready.deliverAll(request);
    const atBackup = atPrimary.deliverAll(atPrimary.sent);
    const [forwards, answers] = [atPrimary.sent, atBackup.sent];

    const forwarded = returned(system, atPrimary).deliverAll(forwards);
    const second = finishes(system, forwarded, settings, AGAIN, c2);
    const begin = { view: TAKEN_OVER, clients: [c1, c2] };
    goOn(system, second, settings, begin, 'after a late forward');

    const turned = changedSides(system, atPrimary).deliverAll(forwards);
    const afterwards = finishes(system, turned, settings, TURNED, c2);
    const later = { view: view(INITIAL_VIEWNUM + 6, s2), clients: [c1, c2] };
    goOn(system, afterwards, settings, later, 'after a late forward, both sides changed twice');

    const triedAgain = returned(system, atBackup).deliverAll(request);
    const believed = answered(triedAgain.deliverAll(answers));
    goOn(system, believed, settings, begin, 'after a late acknowledgement');

    const first = answered(atBackup.deliverAll(answers));
    const confused = answered(first.deliverAll(between(ready, c2, s1)).deliverAll(answers));
    const next = { view: view(INITIAL_VIEWNUM + 2, s2), clients: [c1, c2] };
    goOn(system, confused, settings, next, 'after an acknowledgement that came twice');

    // The old backup's acknowledgement, while the operation is in flight to the new one.
    const more = system.start({ servers: [VIEW_SERVER, s1, s2, s3], clients });
    const alone = initView(system, more, { view: view(INITIAL_VIEWNUM, s1) });
    const begun = initView(system, alone, { view: TOGETHER, clients: [c1] });
    const sent = begun.deliverAll(between(begun, c1, s1));
    const accepted = sent.deliverAll(sent.sent);
    const replaced = initView(system, accepted, { view: view(INITIAL_VIEWNUM + 2, s1, s3) });
    const again = replaced.deliverAll(between(replaced, c1, s1));
    const told = answered(again.deliverAll(accepted.sent));
    const third = { view: view(INITIAL_VIEWNUM + 3, s3), clients: [c1, c2] };
    goOn(system, told, settings, third, 'after an acknowledgement by the old backup');
  }),

  // The messages between servers about one view change arrive in a later view.
  '3.20': lab2SearchTest((system) => {
    const clients = {
      [c1]: listWorkload(
        [append('foo', 'x'), append('foo', 'w')],
        [appendResult('x'), appendResult('xw')],
      ),
      [c2]: listWorkload([append('foo', 'y')], [appendResult('xwy')]),
    };
    const settings = system.settings.invariant(RESULTS_OK).depth(STAGED_DEPTH_MAX);
    const start = system.start({ servers: [VIEW_SERVER, s1, s2], clients });
    const ready = initView(system, start, { view: TOGETHER, clients: [c1] });
    const [transfers, answers] = [between(ready, s1, s2), between(ready, s2, s1)];
    const first = begins(system, ready, settings, TOGETHER, c1);
    const alone = initView(system, first, { view: ALONE, clients: [c1] });
    const both = finishes(system, alone, settings, ALONE, c1);
    const announced = announce(system, both, settings, AGAIN);
    const told = [s1, s2].reduce(
      (stage, server) => stage.deliverMessage(VIEW_SERVER, server, new ViewReply(AGAIN)),
      announced,
    );
    const begin = { view: TAKEN_OVER, clients: [c2] };
    for (const [late, what] of [
      [transfers, 'transfer'],
      [answers, 'acknowledgement'],
      [[...transfers, ...answers], 'transfer and its acknowledgement'],
    ] as const) {
      const again = initView(system, told.deliverAll(late), { view: AGAIN });
      goOn(system, again, settings, begin, `after a late ${what}`);
    }
  }),
};

/**
 * The primary is declared dead and comes back: the same two are together again, and client2 is
 * told.
 */
function returned(system: SearchSystem, from: Stage): Stage {
  const alone = initView(system, from, { view: ALONE });
  return initView(system, alone, { view: AGAIN, clients: [c2] });
}

/** The backup takes over with the old primary as its backup, which then takes over in turn. */
function changedSides(system: SearchSystem, from: Stage): Stage {
  const alone = CHANGES.reduce((stage, each) => initView(system, stage, { view: each }), from);
  return initView(system, alone, { view: TURNED, clients: [c2] });
}
