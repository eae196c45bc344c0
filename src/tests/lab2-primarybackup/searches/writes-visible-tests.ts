import { INITIAL_VIEWNUM, View } from '../given/lab2.js';
import {
  append,
  APPENDS_LINEARIZABLE,
  belongsTo,
  client,
  CLIENTS_DONE,
  listWorkload,
  server,
  type LabTests,
  type PendingMessage,
  type Predicate,
  type Stage,
} from '../../../testing.js';
import {
  firstView,
  hasViewReply,
  hasViewReplyOf,
  initView,
  lab2SearchTest,
} from '../steps/search-steps.js';
import { VIEW_SERVER } from '../subjects.js';

const s1 = server(1);
const s2 = server(2);
const c1 = client(1);
const c2 = client(2);

/** Both clients have a message in flight to the primary. */
const REQUESTS_SENT: Predicate = {
  name: 'both clients sent messages to the primary',
  kind: 'messages',
  test: (messages) =>
    [c1, c2].every((node) =>
      messages.some(({ from, to }) => belongsTo(from, node) && belongsTo(to, s1)),
    ),
};

/** The search test about two writes that meet at the primary and its backup. */
export const writesVisibleTests: LabTests = {
  // Multi-client, multi-server; writes visible
  '2.18': lab2SearchTest((system) => {
    const start = system.start({
      servers: [VIEW_SERVER, s1, s2],
      clients: {
        [c1]: listWorkload([append('foo', 'x')]),
        [c2]: listWorkload([append('foo', 'y')]),
      },
    });
    const ready = initView(system, start, { view: firstView(s1, s2), clients: [c1, c2] });
    const settings = system.settings.invariant(APPENDS_LINEARIZABLE);

    const requested = system.find(
      'both clients send requests',
      ready,
      settings
        .goal(REQUESTS_SENT)
        .network((links) => links.withNetwork(false).withLink(c1, s1, true).withLink(c2, s1, true)),
    );
    const requests = requested.messages().filter(({ to }) => belongsTo(to, s1));
    const first = requested.deliverAll(requests.filter(({ from }) => belongsTo(from, c1)));
    const atPrimary = first.deliverAll(requests.filter(({ from }) => belongsTo(from, c2)));
    const [causedBy1, causedBy2] = [first.sent, atPrimary.sent];

    const reversed = forwardReversed(atPrimary, causedBy1, causedBy2);
    system.find('the clients can finish', reversed, settings.goal(CLIENTS_DONE));

    const bounded = settings.prune(
      CLIENTS_DONE,
      hasViewReply(INITIAL_VIEWNUM + 3),
      hasViewReplyOf(new View(INITIAL_VIEWNUM + 2, s1, null)),
    );
    system.explore('forwarded in the reverse order', reversed, bounded);

    const atBackup = atPrimary.deliverAll(causedBy2);
    const onlySecond = atBackup.deliverAll(atBackup.sent);
    system.explore('only the second forwarded', onlySecond, bounded);
    system.explore('from the requests on', requested, bounded);
  }),
};

/** Delivers the forwards to the backup in reverse order, and the answers in the right order. */
function forwardReversed(
  atPrimary: Stage,
  causedBy1: readonly PendingMessage[],
  causedBy2: readonly PendingMessage[],
): Stage {
  const second = atPrimary.deliverAll(causedBy2);
  const both = second.deliverAll(causedBy1);
  return both.deliverAll(both.sent).deliverAll(second.sent);
}
