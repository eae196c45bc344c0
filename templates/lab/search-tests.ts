import { CLIENTS_DONE, client, RESULTS_OK, searchTest, type LabTests } from 'labtest/testing';
import { COUNTED_ONCE, counter, ones, SERVER, TOTALS_DIFFER } from './system.js';

/** Every order of events, in which messages arrive late, twice or never. */
export const searchTests: LabTests = {
  // One client counts
  '1.4': searchTest(counter, (system) => {
    const clients = { [client(1)]: ones(2, 'expected') };
    const start = system.start({ servers: [SERVER], clients });
    const settings = system.settings.invariant(RESULTS_OK);
    system.find('the client can finish', start, settings.goal(CLIENTS_DONE));
    system.exhaust('every result is right', start, settings.prune(CLIENTS_DONE));
  }),

  // Two clients count
  '1.5': searchTest(counter, (system) => {
    const clients = { [client(1)]: ones(1, 'any'), [client(2)]: ones(1, 'any') };
    const start = system.start({ servers: [SERVER], clients });
    const settings = system.settings.invariant(TOTALS_DIFFER).invariant(COUNTED_ONCE);
    system.find('both clients can finish', start, settings.goal(CLIENTS_DONE));
    system.exhaust('every add counts once', start, settings.prune(CLIENTS_DONE));
  }),
};
