/** The questions of lab 2's worksheet, and the call flows that answer them. */
import { server } from '../src/core/testkit/index.js';
import type { CallFlow } from './call-flow.js';

const [S1, S2, S3] = [server(1), server(2), server(3)];

export interface Question {
  /** The name of its markers on the page. */
  readonly id: string;
  /** The last line of the diagram. */
  readonly answer: string;
  readonly flow: (flow: CallFlow) => void;
}

/** View 2 {S1, S2}: S1 has the reply, and nobody has pinged with its number yet. */
function viewTwo(flow: CallFlow): void {
  flow.start(S1);
  flow.ping(S1);
  flow.start(S2);
  flow.ping(S2);
  flow.ping(S1);
  flow.ping(S2);
}

function acknowledgedViewTwo(flow: CallFlow): void {
  viewTwo(flow);
  flow.arrives(S1, S2);
  flow.arrives(S2, S1);
}

export const QUESTIONS: readonly Question[] = [
  {
    id: 's1-crashes',
    answer: 'S2 took over, S3 is its backup',
    flow: (flow) => {
      acknowledgedViewTwo(flow);
      flow.ping(S1);
      flow.crash(S1);
      flow.check();
      // Otherwise it would be dead, too, by the rule of the page.
      flow.ping(S2);
      flow.check();
      flow.ping(S2);
      flow.ping(S2);
      flow.start(S3);
      flow.ping(S3);
    },
  },
  {
    id: 's2-crashes',
    answer: 'S1 stayed, S3 is its backup, view 4 is acknowledged',
    flow: (flow) => {
      acknowledgedViewTwo(flow);
      flow.ping(S1);
      flow.crash(S2);
      flow.check();
      flow.ping(S1);
      flow.check();
      flow.ping(S1);
      flow.ping(S1);
      flow.start(S3);
      flow.ping(S3);
      flow.ping(S1);
      flow.arrives(S1, S3);
      flow.arrives(S3, S1);
      flow.pingOnly(S1);
    },
  },
  {
    id: 'unacknowledged',
    answer: 'Still view 1: its primary is gone and never acknowledged it',
    flow: (flow) => {
      flow.start(S1);
      flow.ping(S1);
      flow.crash(S1);
      for (const idle of [S2, S3]) flow.start(idle);
      for (let round = 0; round < 3; round++) {
        flow.ping(S2);
        flow.ping(S3);
        flow.check();
      }
      flow.ping(S2);
    },
  },
  {
    id: 'removed',
    answer: 'S2 was removed at the second check after its last ping',
    flow: (flow) => {
      acknowledgedViewTwo(flow);
      flow.ping(S1);
      flow.ping(S2);
      flow.crash(S2);
      flow.check();
      flow.ping(S1);
      flow.check();
      flow.ping(S1);
    },
  },
  {
    id: 'acknowledged',
    answer: 'View 2 is acknowledged by Ping(2), after the state transfer was',
    flow: (flow) => {
      viewTwo(flow);
      flow.ping(S1);
      flow.arrives(S1, S2);
      flow.ping(S1);
      flow.arrives(S2, S1);
      flow.ping(S1);
    },
  },
];
