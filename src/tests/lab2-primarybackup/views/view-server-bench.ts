import type { Address } from '../../../index.js';
import {
  GetView,
  INITIAL_VIEWNUM,
  Ping,
  STARTUP_VIEWNUM,
  type View,
  ViewReply,
} from '../given/lab2.js';
import { fail, lookOn, unitTest, type HandDrivenNode, type LabTest } from '../../../testing.js';
import { lab2, VIEW_SERVER } from '../subjects.js';
import { isView, viewText } from '../steps/view-text.js';

/** A test of the view server alone. */
export function viewServerTest(body: (vs: ViewServerBench) => void): LabTest {
  return unitTest((bench) => body(new ViewServerBench(bench.node(lab2.server(VIEW_SERVER)))));
}

/** A view server driven by hand: pings, check timers, and the view it reports. */
export class ViewServerBench {
  readonly #node: HandDrivenNode;
  /** Who pinged what since the last check, and between that and the one before. */
  #pinging = new Map<Address, number>();
  #pingedBefore = new Map<Address, number>();

  constructor(node: HandDrivenNode) {
    this.#node = node;
  }

  ping(viewNum: number, from: Address): void {
    this.#pinging.set(from, viewNum);
    this.#node.deliver(new Ping(viewNum), from);
  }

  /** Fires one check timer. */
  check(): void {
    this.#pingedBefore = this.#pinging;
    this.#pinging = new Map();
    this.#node.fire('PingCheckTimer');
  }

  view(): View {
    const answer = this.#node.ask(new GetView());
    if (answer instanceof ViewReply) return answer.view;
    return fail('answer', `${VIEW_SERVER} answered GetView with something other than a ViewReply`);
  }

  expectView(primary: Address | null, backup: Address | null, viewNum: number): void {
    const expected = { primary, backup, viewNum };
    const view = this.view();
    if (isView(view, expected)) return;
    lookOn(() => this.#goOn());
    const [seen, wanted] = [viewText(view), viewText(expected)];
    fail('answer', `${VIEW_SERVER} is in ${seen}, expected ${wanted}`, { expected: wanted, seen });
  }

  /**
   * Sets up the first view or, with a backup, the second; acknowledged by the primary if asked for.
   */
  setupView(primary: Address, backup: Address | null, acknowledged = false): void {
    this.ping(STARTUP_VIEWNUM, primary);
    this.expectView(primary, null, INITIAL_VIEWNUM);
    if (backup !== null) {
      this.ping(INITIAL_VIEWNUM, primary);
      this.ping(STARTUP_VIEWNUM, backup);
      this.expectView(primary, backup, INITIAL_VIEWNUM + 1);
    }
    if (acknowledged) this.ping(backup === null ? INITIAL_VIEWNUM : INITIAL_VIEWNUM + 1, primary);
  }

  /** Fires check timers; before each, the servers that pinged lately ping again. */
  #goOn(): void {
    for (let round = 0; round < 3; round++) {
      for (const [server, viewNum] of new Map([...this.#pingedBefore, ...this.#pinging])) {
        this.ping(viewNum, server);
      }
      this.check();
      this.view();
    }
  }

  /** Fires two check timers; before each, only these servers ping. */
  timeoutFully(...alive: readonly Address[]): void {
    const { viewNum } = this.view();
    for (let round = 0; round < 2; round++) {
      for (const server of alive) this.ping(viewNum, server);
      this.check();
    }
  }
}
