import type { Address } from '../../../index.js';
import { GetView, PING_CHECK_MILLIS, PING_MILLIS, View, ViewReply } from '../given/lab2.js';
import { fail, runTest, type LabTest, type RunSystem } from '../../../testing.js';
import { lab2, VIEW_SERVER } from '../subjects.js';
import { isView, serverOf, viewText } from './view-text.js';

/** How often `waitForView` asks before the last time. */
const VIEW_QUERIES = 4;

/** A run test of lab 2: a system with a view server, not yet started. */
export function lab2RunTest(body: (system: RunSystem) => void): LabTest {
  return runTest(lab2, (system) => {
    system.addServer(VIEW_SERVER);
    body(system);
  });
}

/**
 * Asks the view server for its view, from the tester's own address; parts are named by their
 * server.
 */
export function currentView(system: RunSystem): View {
  system.send(new GetView(), VIEW_SERVER);
  const { message } = system.take();
  if (message instanceof ViewReply) {
    const { viewNum, primary, backup } = message.view;
    return new View(viewNum, serverOf(primary), serverOf(backup));
  }
  const answer = system.print(message).slice(0, 100);
  return fail('answer', `${VIEW_SERVER} did not answer GetView with a ViewReply, but ${answer}`);
}

/** Fails unless the view server says that this is the view now. */
export function expectView(
  system: RunSystem,
  primary: Address,
  backup: Address | null,
  viewNum?: number,
): void {
  const expected = { primary, backup, viewNum };
  const view = currentView(system);
  if (isView(view, expected)) return;
  const [wanted, seen] = [viewText(expected), viewText(view)];
  fail('answer', `${VIEW_SERVER} is in ${seen}, expected ${wanted}`, { expected: wanted, seen });
}

/** Waits for a view: asks up to four times, a check interval apart, and once more. */
export function waitForView(system: RunSystem, primary: Address, backup: Address | null): void {
  const expected = { primary, backup };
  const sinceMs = system.nowMs;
  for (let query = 0; query < VIEW_QUERIES; query++) {
    if (isView(currentView(system), expected)) return;
    system.pass(PING_CHECK_MILLIS);
  }
  const view = currentView(system);
  if (isView(view, expected)) return;
  const [wanted, seen] = [viewText(expected), viewText(view)];
  const waitedMs = Math.round(system.nowMs - sinceMs);
  fail('answer', `${wanted} did not start within ${waitedMs} ms; ${VIEW_SERVER} is in ${seen}`, {
    expected: wanted,
    seen,
  });
}

/** Lets a view be acknowledged, and whatever else is going on finish. */
export function settle(system: RunSystem): void {
  system.pass(4 * PING_CHECK_MILLIS);
}

/** Starts the system, sets up a view with these servers, lets it be acknowledged, and stops. */
export function setupRunView(system: RunSystem, primary: Address, backup: Address | null): void {
  system.start();
  system.addServer(primary);
  waitForView(system, primary, null);
  if (backup !== null) {
    system.addServer(backup);
    waitForView(system, primary, backup);
  }
  settle(system);
  system.stop();
}

/** How many messages the view server had received when. */
interface Received {
  readonly atMs: number;
  readonly received: number;
}

/** Fails if the view server has received more than two messages per node and PING_MILLIS. */
export function expectFewMessages(system: RunSystem, before: Received): void {
  const received = system.receivedBy(VIEW_SERVER) - before.received;
  const elapsedMs = system.nowMs - before.atMs;
  const allowed = (elapsedMs / PING_MILLIS) * system.nodeCount * 2;
  if (received <= allowed) return;
  const most = `at most ${Math.floor(allowed)} in ${Math.round(elapsedMs)} ms`;
  fail('count', `${VIEW_SERVER} received ${received} messages, allowed are ${most}`, {
    expected: most,
    seen: String(received),
  });
}
