import { rootAddress, type Address } from '../../../index.js';
import { INITIAL_VIEWNUM, Ping, STARTUP_VIEWNUM, View, ViewReply } from '../given/lab2.js';
import {
  and,
  belongsTo,
  containsMessage,
  named,
  not,
  searchTest,
  type MessageView,
  type Predicate,
  type SearchSystem,
  type SearchTest,
  type Stage,
  type SystemView,
} from '../../../testing.js';
import { lab2, VIEW_SERVER } from '../subjects.js';
import { acknowledgedText, isView, serverOf, viewText } from './view-text.js';

/** A search test of lab 2. */
export function lab2SearchTest(body: (system: SearchSystem) => void): SearchTest {
  return searchTest(lab2, body);
}

/** Some view reply of this number or a later one was sent. */
export function hasViewReply(viewNum: number): Predicate {
  return containsMessage(`a view ${viewNum} or later was announced`, ({ message }) => {
    return message instanceof ViewReply && message.view.viewNum >= viewNum;
  });
}

/** A view reply of exactly this view was sent. */
export function hasViewReplyOf(view: View): Predicate {
  return containsMessage(`${viewText(view)} was announced`, ({ message }) => {
    return message instanceof ViewReply && isView(message.view, view);
  });
}

/** A view of this number or a later one was announced, but never exactly this one. */
export function leftOut(view: View): Predicate {
  const { viewNum } = view;
  const name = `a view ${viewNum} or later was announced without ${viewText(view)}`;
  return named(name, and(hasViewReply(viewNum), not(hasViewReplyOf(view))));
}

/** What {@link initView} leads to. */
export interface InitialView {
  readonly view: View;
  /** Clients that hear of the view, besides its servers. */
  readonly clients?: readonly Address[];
}

/**
 * Leads to a state in which a view has begun: its servers and these clients have been told, and
 * its primary has acknowledged it. Only the view server's links and those between primary and
 * backup are on meanwhile.
 */
export function initView(
  system: SearchSystem,
  from: Stage,
  { view, clients = [] }: InitialView,
): Stage {
  const { viewNum, primary, backup } = view;
  if (primary === null) throw new Error('a view to be initialised has a primary');
  const told = [primary, ...(backup === null ? [] : [backup]), ...clients];
  const announced = announcedTo(view, told);
  const acknowledged = acknowledgedBy(primary, viewNum);
  const later = hasViewReply(viewNum + 1);
  const name = `${announced.name}, and ${acknowledged.name}`;
  const settings = system.settings
    .goal(named(name, and(announced, acknowledged, not(later))))
    .prune(later, leftOut(view))
    .network((links) => links.withNetwork(false).withNode(VIEW_SERVER, true))
    .network((links) => {
      if (backup === null) return links;
      return links.withLink(primary, backup, true).withLink(backup, primary, true);
    });
  const found = system.find(`${viewText(view)} begins`, from, settings, {
    kind: 'start',
    milestones: [...before(view), hasViewReplyOf(view), announced, acknowledged],
    describe: newestView,
  });
  const heard = told.reduce(
    (stage, to) => stage.deliverAll(stage.messages().filter((sent) => announces(sent, view, to))),
    found,
  );
  const acknowledges = acknowledgement(primary, viewNum);
  return heard.deliverAll(heard.messages().filter(acknowledges));
}

/** The first view with this primary and, where there is one, this backup. */
export function firstView(primary: Address, backup: Address | null): View {
  return new View(INITIAL_VIEWNUM + (backup === null ? 0 : 1), primary, backup);
}

/** Exactly this view was sent to each of these, whether it has arrived or not. */
export function announcedTo(view: View, told: readonly Address[]): Predicate {
  return {
    name: `${viewText(view)} was announced to ${told.join(', ')}`,
    kind: 'messages',
    test: (messages) =>
      told.every((node) => messages.some((reply) => announces(reply, view, node))),
  };
}

function acknowledgedBy(primary: Address, viewNum: number): Predicate {
  return containsMessage(`${primary} sent Ping(${viewNum})`, acknowledgement(primary, viewNum));
}

function acknowledgement(primary: Address, viewNum: number): (sent: MessageView) => boolean {
  return ({ from, message }) =>
    belongsTo(from, primary) && message instanceof Ping && message.viewNum === viewNum;
}

/** The view before it has to be acknowledged first. */
function before({ viewNum }: View): Predicate[] {
  return viewNum > INITIAL_VIEWNUM ? [acknowledgedByItsPrimary(viewNum - 1)] : [];
}

/** A view of this number was announced, and its primary has pinged that number. */
function acknowledgedByItsPrimary(viewNum: number): Predicate {
  return {
    name: acknowledgedText(viewNum),
    kind: 'messages',
    test: (messages) =>
      messages.some(({ message }) => {
        if (!(message instanceof ViewReply) || message.view.viewNum !== viewNum) return false;
        const primary = serverOf(message.view.primary);
        return primary !== null && messages.some(acknowledgement(primary, viewNum));
      }),
  };
}

function announces({ to, message }: MessageView, view: View, node: Address): boolean {
  return belongsTo(to, node) && message instanceof ViewReply && isView(message.view, view);
}

/** The newest view that was announced to anybody, and whether it was acknowledged. */
export function newestView(system: SystemView): string[] {
  let newest = new View(STARTUP_VIEWNUM, null, null);
  for (const { message } of system.messages()) {
    if (message instanceof ViewReply && message.view.viewNum > newest.viewNum) {
      newest = message.view;
    }
  }
  const isAcknowledged = [...system.messages()].some(({ from, message }) => {
    const isPing = message instanceof Ping && message.viewNum === newest.viewNum;
    return isPing && rootAddress(from) === serverOf(newest.primary);
  });
  const acknowledged = isAcknowledged ? 'acknowledged' : 'not acknowledged';
  return [`the newest view that was announced: ${viewText(newest)}, ${acknowledged}`];
}
