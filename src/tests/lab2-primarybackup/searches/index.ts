import { INITIAL_VIEWNUM, View } from '../given/lab2.js';
import {
  append,
  appendResult,
  APPENDS_LINEARIZABLE,
  client,
  clientDone,
  CLIENTS_DONE,
  listWorkload,
  putAppendGet,
  putGet,
  RESULTS_OK,
  server,
  type LabTests,
} from '../../../testing.js';
import {
  firstView,
  hasViewReply,
  hasViewReplyOf,
  initView,
  lab2SearchTest,
  leftOut,
} from '../steps/search-steps.js';
import { VIEW_SERVER } from '../subjects.js';
import { writesVisibleTests } from './writes-visible-tests.js';

const s1 = server(1);
const s2 = server(2);
const s3 = server(3);
const c1 = client(1);
const c2 = client(2);

/** Part 2, the tests that search the system's states. */
export const searchTests: LabTests = {
  // Single client, single server
  '2.16': lab2SearchTest((system) => {
    const start = system.start({ servers: [VIEW_SERVER, s1], clients: { [c1]: putAppendGet } });
    const settings = system.settings.invariant(RESULTS_OK);
    system.find('the client can finish', start, settings.goal(CLIENTS_DONE));
    system.explore('results are right', start, settings.prune(CLIENTS_DONE));
  }),

  // Single client, multi-server
  '2.17': lab2SearchTest((system) => {
    const servers = [VIEW_SERVER, s1, s2, s3];
    const start = system.start({ servers, clients: { [c1]: putGet } });
    const ready = initView(system, start, { view: firstView(s1, s2), clients: [c1] });
    const settings = system.settings
      .invariant(RESULTS_OK)
      .network((links) => links.withNode(s3, false));
    system.find(
      'the client can finish',
      ready,
      settings.goal(CLIENTS_DONE).prune(hasViewReply(INITIAL_VIEWNUM + 2)),
    );
    system.explore(
      'results are right in the first views',
      ready,
      settings.prune(CLIENTS_DONE, hasViewReply(INITIAL_VIEWNUM + 3)),
    );
    const unbounded = settings.prune(CLIENTS_DONE);
    system.explore('results are right in all views', ready, unbounded);
    system.explore(
      'results are right with a third server',
      ready,
      unbounded.network((links) => links.withNetworkReset()),
    );
  }),

  ...writesVisibleTests,

  // Multi-client, multi-server; multiple failures to backup
  '2.19': lab2SearchTest((system) => {
    const start = system.start({
      servers: [VIEW_SERVER, s1, s2],
      clients: {
        [c1]: listWorkload([append('foo', 'x')], [appendResult('x')]),
        [c2]: listWorkload([append('foo', 'y')], [appendResult('xy')]),
      },
    });
    const both = initView(system, start, { view: new View(INITIAL_VIEWNUM + 1, s1, s2) });
    const primaryAlone = initView(system, both, {
      view: new View(INITIAL_VIEWNUM + 2, s1, null),
      clients: [c1],
    });

    const settings = system.settings.invariant(RESULTS_OK);
    const client1Done = system.find(
      'client1 finishes with the primary alone',
      primaryAlone,
      settings
        .network((links) => links.withPartition(s1, c1, VIEW_SERVER))
        .goal(clientDone(c1))
        .prune(hasViewReply(INITIAL_VIEWNUM + 3)),
    );

    const joined = new View(INITIAL_VIEWNUM + 3, s1, s2);
    const takenOver = new View(INITIAL_VIEWNUM + 4, s2, null);
    const toBackup = settings
      .network((links) =>
        links
          .withPartition(s1, s2, c2, VIEW_SERVER)
          .withLink(s1, c2, false)
          .withLink(c2, s1, false),
      )
      .prune(leftOut(joined), leftOut(takenOver), hasViewReply(INITIAL_VIEWNUM + 5));
    const backupAlone = system.find(
      'the backup joins and takes over',
      client1Done,
      toBackup.goal(hasViewReplyOf(takenOver)),
    );
    system.find('client2 can finish', backupAlone, toBackup.goal(CLIENTS_DONE));
    system.explore('results are right after the take-over', backupAlone, toBackup);
    system.explore('results are right from client1 on', client1Done, toBackup);
  }),

  // Multi-client, multi-server random depth-first search
  '2.20': lab2SearchTest((system) => {
    const start = system.start({
      servers: [VIEW_SERVER, s1, s2, s3],
      clients: {
        [c1]: listWorkload([append('foo', 'w'), append('foo', 'x')]),
        [c2]: listWorkload([append('foo', 'y'), append('foo', 'z')]),
      },
    });
    system.probe(
      'appends are linearizable',
      start,
      system.settings.invariant(APPENDS_LINEARIZABLE).prune(CLIENTS_DONE).depth(1000),
    );
  }),
};
