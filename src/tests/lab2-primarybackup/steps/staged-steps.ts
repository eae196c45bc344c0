import { View } from '../given/lab2.js';
import {
  belongsTo,
  client,
  clientDone,
  CLIENTS_DONE,
  server,
  type PendingMessage,
  type PhaseSettings,
  type Predicate,
  type SearchSystem,
  type Stage,
} from '../../../testing.js';
import { announcedTo, hasViewReply, initView, type InitialView } from './search-steps.js';
import { VIEW_SERVER } from '../subjects.js';
import { viewText } from './view-text.js';

export const [s1, s2, s3] = [server(1), server(2), server(3)];
export const [c1, c2] = [client(1), client(2)];

/**
 * The depth limit from one stage to the next. Correct solutions need a few dozen steps; where
 * timers or messages multiply, the states of greater depths are many, large, and show nothing new.
 */
export const STAGED_DEPTH_MAX = 100;

/** A view by its number and who is in it: `view(3, s2)`. */
export function view(viewNum: number, primary: View['primary'], backup?: View['backup']): View {
  return new View(viewNum, primary, backup ?? null);
}

/** The messages in flight from one node, or a part of it, to another. */
export function between(
  stage: Stage,
  sender: PendingMessage['from'],
  receiver: PendingMessage['to'],
): PendingMessage[] {
  return stage
    .messages()
    .filter(({ from, to }) => belongsTo(from, sender) && belongsTo(to, receiver));
}

/** Delivers to the clients what the last step sent them. */
export function answered(stage: Stage): Stage {
  return stage.deliverAll(stage.sent.filter(({ to }) => belongsTo(to, c1) || belongsTo(to, c2)));
}

/** Finds the path on which this client finishes while a view lasts and nobody else takes part. */
export function finishes(
  system: SearchSystem,
  from: Stage,
  settings: PhaseSettings,
  during: View,
  who: typeof c1,
): Stage {
  return system.find(
    `${who} finishes in view ${during.viewNum}`,
    from,
    within(settings, during, [who]).goal(clientDone(who)),
  );
}

/** Finds the path on which this client gets its first answer while a view lasts. */
export function begins(
  system: SearchSystem,
  from: Stage,
  settings: PhaseSettings,
  during: View,
  who: typeof c1,
): Stage {
  return system.find(
    `${who} gets its first answer in view ${during.viewNum}`,
    from,
    within(settings, during, [who]).goal(hasBegun(who)),
  );
}

/** This client has an answer, but not to all of its commands. */
export function hasBegun(who: typeof c1): Predicate {
  return {
    name: `${who} has got an answer`,
    kind: 'clients',
    test: (clients) =>
      clients.some(({ address, results }) => address === who && results.length > 0),
  };
}

/**
 * A view begins, and from there everything happens that can happen while it lasts: results stay
 * right, and the clients can finish.
 */
export function goOn(
  system: SearchSystem,
  from: Stage,
  settings: PhaseSettings,
  begin: InitialView,
  when: string,
): void {
  const begun = initView(system, from, begin);
  const phase = within(settings, begin.view, [c1, c2]);
  system.find(`the clients can finish ${when}`, begun, phase.goal(CLIENTS_DONE));
  system.explore(`results are right ${when}`, begun, phase.prune(CLIENTS_DONE));
}

/**
 * The view server announces a view to both its servers, which have not heard of it yet; nodes that
 * are cut off take no part in it.
 */
export function announce(
  system: SearchSystem,
  from: Stage,
  settings: PhaseSettings,
  next: View,
  cutOff: readonly (typeof s1)[] = [],
): Stage {
  const servers = [next.primary, next.backup].filter((each) => each !== null);
  return system.find(
    `${viewText(next)} is announced`,
    from,
    settings
      .goal(announcedTo(next, servers))
      .network((links) =>
        cutOff.reduce(
          (these, node) => these.withLink(node, VIEW_SERVER, false),
          links.withNetwork(false).withNode(VIEW_SERVER, true),
        ),
      ),
  );
}

/** Only the servers of the view and these clients take part, until the next view. */
function within(
  settings: PhaseSettings,
  { viewNum, primary, backup }: View,
  clients: readonly (typeof c1)[],
): PhaseSettings {
  const servers = [primary, backup].filter((each) => each !== null);
  return settings
    .prune(hasViewReply(viewNum + 1))
    .network((links) => links.withPartition(VIEW_SERVER, ...servers, ...clients));
}
