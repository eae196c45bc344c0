import { INITIAL_VIEWNUM, Ping, PingCheckTimer, type View } from '../given/lab2.js';
import { named, not, server, type LabTests } from '../../../testing.js';
import { firstView, hasViewReply, initView, lab2SearchTest } from '../steps/search-steps.js';
import { VIEW_SERVER } from '../subjects.js';
import { VIEWS_OK } from '../steps/view-rules.js';

const [s1, s2, s3] = [server(1), server(2), server(3)];

/** How many views a search follows from its start. */
const VIEWS = 3;

/** The view server with servers that come, go and come back. */
export const viewSearchTests: LabTests = {
  '3.18': lab2SearchTest((system) => {
    const settings = system.settings.invariant(VIEWS_OK);
    const until = (view: View): typeof settings =>
      settings.prune(hasViewReply(view.viewNum + VIEWS));
    const start = system.start({ servers: [VIEW_SERVER, s1, s2, s3], clients: {} });
    system.explore('views from the start', start, until(firstView(s1, null)));

    for (const view of [firstView(s1, null), firstView(s1, s2)]) {
      const ready = initView(system, start, { view });
      system.explore(`views after the ${view.viewNum}. one`, ready, until(view));
    }

    // A server that has pinged is alive at the next check.
    const servers = [VIEW_SERVER, s1, s2];
    const pair = firstView(s1, s2);
    const ready = initView(system, system.start({ servers, clients: {} }), { view: pair });
    const pings = ready.messages().filter(({ message }) => message instanceof Ping);
    const checked = ready.deliverAll(pings).fire(VIEW_SERVER, new PingCheckTimer());
    system.explore(
      'nobody is given up at the first check after a ping',
      checked,
      settings
        .invariant(named('the view stays', not(hasViewReply(INITIAL_VIEWNUM + 2))))
        .network((links) => links.withTimers(VIEW_SERVER, false)),
    );
  }),
};
