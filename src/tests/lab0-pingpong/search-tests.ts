import { CLIENTS_DONE, client, RESULTS_OK, searchTest, type LabTests } from '../../testing.js';
import { pings } from './ping-workload.js';
import { lab0, PING_SERVER } from './subjects.js';

/** The tests that search the system's states. */
export const searchTests: LabTests = {
  // Single client repeatedly pings
  '1.4': searchTest(lab0, (system) => {
    const clients = { [client(1)]: pings('ping-%i', 10) };
    const start = system.start({ servers: [PING_SERVER], clients });
    const settings = system.settings.invariant(RESULTS_OK);
    system.find('the client can finish all pings', start, settings.goal(CLIENTS_DONE));
    system.exhaust('all pongs match their pings', start, settings.prune(CLIENTS_DONE));
  }),
};
