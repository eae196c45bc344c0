import { INITIAL_VIEWNUM, STARTUP_VIEWNUM } from '../given/lab2.js';
import { fail, server, type LabTests } from '../../../testing.js';
import { viewServerTest } from './view-server-bench.js';
import { VIEW_SERVER } from '../subjects.js';
import { isView, viewText } from '../steps/view-text.js';

const s1 = server(1);
const s2 = server(2);
const s3 = server(3);

/** Part 1: the view server alone. */
export const viewServerTests: LabTests = {
  // Startup view
  '1.1': viewServerTest((vs) => {
    vs.expectView(null, null, STARTUP_VIEWNUM);
  }),

  // Primary initialized
  '1.2': viewServerTest((vs) => {
    vs.setupView(s1, null);
  }),

  // Backup initialized
  '1.3': viewServerTest((vs) => {
    vs.setupView(s1, s2);
  }),

  // Backup pings first, initialized
  '1.4': viewServerTest((vs) => {
    vs.setupView(s1, null);
    vs.ping(STARTUP_VIEWNUM, s2);
    vs.ping(INITIAL_VIEWNUM, s1);
    vs.expectView(s1, s2, INITIAL_VIEWNUM + 1);
  }),

  // Backup takes over
  '1.5': viewServerTest((vs) => {
    vs.setupView(s1, s2, true);
    for (let round = 0; round < 2; round++) {
      vs.ping(INITIAL_VIEWNUM + 1, s2);
      vs.expectView(s1, s2, INITIAL_VIEWNUM + 1);
      vs.check();
    }
    vs.expectView(s2, null, INITIAL_VIEWNUM + 2);
  }),

  // Old primary becomes backup
  '1.6': viewServerTest((vs) => {
    vs.setupView(s1, s2, true);
    vs.timeoutFully(s2);
    vs.expectView(s2, null, INITIAL_VIEWNUM + 2);
    vs.ping(INITIAL_VIEWNUM + 2, s2);
    vs.ping(INITIAL_VIEWNUM + 1, s1);
    vs.expectView(s2, s1, INITIAL_VIEWNUM + 3);
  }),

  // Idle server becomes backup
  '1.7': viewServerTest((vs) => {
    vs.setupView(s1, s2, true);
    vs.timeoutFully(s2, s3);
    vs.expectView(s2, s3, INITIAL_VIEWNUM + 2);
  }),

  // Wait for primary ACK
  '1.8': viewServerTest((vs) => {
    vs.ping(STARTUP_VIEWNUM, s1);
    vs.ping(STARTUP_VIEWNUM, s2);
    vs.expectView(s1, null, INITIAL_VIEWNUM);
    vs.ping(STARTUP_VIEWNUM, s1);
    vs.expectView(s1, null, INITIAL_VIEWNUM);
    vs.ping(INITIAL_VIEWNUM, s1);
    vs.expectView(s1, s2, INITIAL_VIEWNUM + 1);
    vs.ping(INITIAL_VIEWNUM, s2);
    vs.timeoutFully(s2);
    vs.expectView(s1, s2, INITIAL_VIEWNUM + 1);
  }),

  // Dead backup removed
  '1.9': viewServerTest((vs) => {
    vs.setupView(s1, s2, true);
    vs.timeoutFully(s1);
    vs.expectView(s1, null, INITIAL_VIEWNUM + 2);
  }),

  // Uninitialized server not made primary
  '1.10': viewServerTest((vs) => {
    vs.setupView(s1, s2, true);
    vs.timeoutFully(s2, s3);
    vs.expectView(s2, s3, INITIAL_VIEWNUM + 2);
    vs.timeoutFully(s3);
    vs.expectView(s2, s3, INITIAL_VIEWNUM + 2);
  }),

  // Dead idle server shouldn't become backup
  '1.11': viewServerTest((vs) => {
    vs.setupView(s1, null);
    vs.ping(STARTUP_VIEWNUM, s2);
    vs.timeoutFully();
    vs.ping(INITIAL_VIEWNUM, s1);
    vs.expectView(s1, null, INITIAL_VIEWNUM);
  }),

  // Consecutive views have different configurations
  '1.12': viewServerTest((vs) => {
    vs.setupView(s1, null);
    vs.timeoutFully(s1);
    vs.expectView(s1, null, INITIAL_VIEWNUM);
    vs.timeoutFully();
    vs.expectView(s1, null, INITIAL_VIEWNUM);
    vs.ping(INITIAL_VIEWNUM, s1);
    vs.timeoutFully(s1);
    vs.expectView(s1, null, INITIAL_VIEWNUM);
    vs.timeoutFully();
    vs.expectView(s1, null, INITIAL_VIEWNUM);
    vs.ping(STARTUP_VIEWNUM, s2);
    vs.expectView(s1, s2, INITIAL_VIEWNUM + 1);
    vs.ping(INITIAL_VIEWNUM + 1, s1);
    vs.expectView(s1, s2, INITIAL_VIEWNUM + 1);
    vs.timeoutFully(s1, s2);
    vs.expectView(s1, s2, INITIAL_VIEWNUM + 1);
    vs.timeoutFully();
    const view = vs.view();
    if (!isView(view, { primary: s1, backup: s2 }) || view.viewNum === INITIAL_VIEWNUM + 1) return;
    const expected = viewText({ primary: s1, backup: s2, viewNum: INITIAL_VIEWNUM + 1 });
    const seen = viewText(view);
    const message = `${VIEW_SERVER} gave the same servers a new number: ${seen}, was ${expected}`;
    fail('answer', message, { expected, seen });
  }),
};
