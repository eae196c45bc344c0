import { Ping } from '../../src/tests/lab0-pingpong/given/lab0.js';
import {
  clientDone,
  clientOf,
  CLIENTS_DONE,
  listWorkload,
  not,
  searchTest,
  serverOf,
  toAddress,
  type PhaseSettings,
  type Predicate,
  type SearchSystem,
  type SearchTest,
  type Stage,
  type Subjects,
  type Workload,
} from '../../src/testing.js';

const [n1, n2, n3] = [toAddress('n1'), toAddress('n2'), toAddress('n3')];
const [desk, client1, client2] = [toAddress('desk'), toAddress('client1'), toAddress('client2')];
const PAIR = [n1, n2];
const ALL = [n1, n2, n3];

const noClients: Subjects['client'] = (address) => clientOf('Asker', address, desk);

const spinners = (limit: number): Subjects => ({
  server: (address) => serverOf('Spinner', address, toAddress(`${limit}`)),
  client: noClients,
});

const clockwork = (most: number): Subjects => ({
  server: (address) => serverOf('Clockwork', address, toAddress(`${most}`)),
  client: noClients,
});

const gossip: Subjects = {
  server: (address) => {
    const mask = toAddress(`${2 ** ALL.indexOf(address)}`);
    return serverOf('Gossip', address, mask, toAddress([...ALL, 'nobody'].join(' ')));
  },
  client: noClients,
};

const wholes: Subjects = {
  server: (address) => serverOf('Whole', address, address === n1 ? n2 : n1),
  client: noClients,
};

const desks = (throwsOn = ''): Subjects => ({
  server: (address) => serverOf('Desk', address, toAddress(throwsOn)),
  client: (address) => clientOf('Asker', address, desk),
});

type Change = (settings: PhaseSettings) => PhaseSettings;

/** Explores a system without clients. */
function servers(subjects: Subjects, names: typeof ALL, change: Change = (same) => same) {
  return searchTest(subjects, (system) => {
    const start = system.start({ servers: names, clients: {} });
    system.explore('all', start, change(system.settings));
  });
}

/** A desk and clients, each with its words. */
function startDesk(system: SearchSystem, words: readonly string[], times = 1) {
  const clients: Record<string, Workload> = {};
  for (const [i, list] of words.entries()) {
    const pings = list.split(' ').filter((word) => word !== '');
    const commands = pings.map((word) => new Ping(word));
    clients[`client${i + 1}`] = listWorkload(commands, undefined, { times });
  }
  return system.start({ servers: [desk], clients });
}

/** Explores what clients do with a desk. */
function asking(words: readonly string[], change: Change = (same) => same) {
  return searchTest(desks(), (system) => {
    system.explore('all', startDesk(system, words), change(system.settings));
  });
}

/** Looks for a state of a desk and clients. */
function finding(words: readonly string[], change: Change) {
  return searchTest(desks(), (system) => {
    system.find('goal', startDesk(system, words), change(system.settings));
  });
}

/** Explores a desk and clients that never stop asking. */
function endless(words: readonly string[], change: Change) {
  return searchTest(desks(), (system) => {
    system.explore('all', startDesk(system, words, Infinity), change(system.settings));
  });
}

/** The desk's text has become this. */
function text(wanted: string): Predicate {
  return {
    name: `the text is ${wanted}`,
    kind: 'state',
    test: (view) => (view.node(desk) as { readonly text: string }).text === wanted,
  };
}

/** Searches from a state in which the first client is done and the second one is cut off. */
function staged(then: (system: SearchSystem, stage: Stage) => void) {
  return searchTest(desks(), (system) => {
    const alone = system.settings
      .goal(clientDone(client1))
      .network((links) => links.withNode(client2, false));
    then(system, system.find('client1 is done', startDesk(system, ['a b', 'c']), alone));
  });
}

/**
 * Small systems that the Java original has searched, too; see `toy-counts.json`. The last search of
 * each is compared.
 */
export const TOY_SEARCHES: Readonly<Record<string, SearchTest>> = {
  'spinner 1': servers(spinners(1), [n1]),
  'spinner 2': servers(spinners(2), [n1]),
  'spinner 3': servers(spinners(3), [n1]),
  'spinner 5': servers(spinners(5), [n1]),
  'spinners 2 2': servers(spinners(2), PAIR),
  'clockwork 3': servers(clockwork(3), [n1]),
  'clockwork 5': servers(clockwork(5), [n1]),
  'clockwork 6': servers(clockwork(6), [n1]),
  'gossip all': servers(gossip, ALL),
  'gossip link off': servers(gossip, ALL, (settings) =>
    settings.network((links) => links.withLink(n1, n2, false)),
  ),
  'gossip receiver off': servers(gossip, ALL, (settings) =>
    settings.network((links) => links.withReceiver(n2, false)),
  ),
  'gossip sender on over receiver off': servers(gossip, ALL, (settings) =>
    settings.network((links) => links.withReceiver(n2, false).withSender(n1, true)),
  ),
  'gossip link over sender': servers(gossip, ALL, (settings) =>
    settings.network((links) => links.withSender(n1, false).withLink(n1, n3, true)),
  ),
  'gossip network off': servers(gossip, ALL, (settings) =>
    settings.network((links) => links.withNetwork(false)),
  ),
  'gossip partition': servers(gossip, ALL, (settings) =>
    settings.network((links) => links.withPartition(n1, n3)),
  ),
  'gossip node off over network': servers(gossip, ALL, (settings) =>
    settings.network((links) => links.withNode(n3, false)),
  ),
  'gossip depth 1': servers(gossip, ALL, (settings) => settings.depth(1)),
  'gossip depth 2': servers(gossip, ALL, (settings) => settings.depth(2)),
  'gossip depth 4': servers(gossip, ALL, (settings) => settings.depth(4)),
  wholes: servers(wholes, PAIR),
  'wholes n1 timers off': servers(wholes, PAIR, (settings) =>
    settings.network((links) => links.withTimers(n1, false)),
  ),
  'wholes timers off but n2': servers(wholes, PAIR, (settings) =>
    settings.network((links) => links.withAllTimers(false).withTimers(n2, true)),
  ),
  'wholes no network': servers(wholes, PAIR, (settings) =>
    settings.network((links) => links.withNetwork(false)),
  ),
  'desk 1x1': asking(['a']),
  'desk 1x3': asking(['a b c']),
  'desk 2x1': asking(['a', 'b']),
  'desk 2x2': asking(['a b', 'c d']),
  'desk 2x2 pruned when done': asking(['a b', 'c d'], (settings) => settings.prune(CLIENTS_DONE)),
  'desk 3x1': asking(['a', 'b', 'c']),
  'desk idle client': asking(['a b', '']),
  'desk answers itself': asking(['! a ! ! b !', '! !']),
  'desk endless depth 6': endless(['a', 'b'], (settings) => settings.depth(6)),
  'desk endless pruned at aab': endless(['a', 'b'], (settings) =>
    settings.depth(9).prune(text('aab')),
  ),
  'desk throws on ab': searchTest(desks('ab'), (system) =>
    system.explore('all', startDesk(system, ['a', 'b']), system.settings),
  ),
  'desk throws on bcad': searchTest(desks('bcad'), (system) =>
    system.explore('all', startDesk(system, ['a d', 'b', 'c']), system.settings),
  ),
  'desk finds bcad': finding(['a d', 'b', 'c'], (settings) => settings.goal(text('bcad'))),
  'desk violates': asking(['a b', 'c'], (settings) => settings.invariant(not(text('acb')))),
  'desk violates at the start': asking(['a'], (settings) => settings.invariant(text('a'))),
  'desk finds its start': finding(['a'], (settings) => settings.goal(text(''))),
  'desk never prunes its start': asking(['a'], (settings) => settings.prune(text(''))),
  'desk breaks before it finds': finding(['a', 'b'], (settings) =>
    settings.goal(text('a')).invariant(not(text('a'))),
  ),
  'desk finds before it prunes': finding(['a', 'b'], (settings) =>
    settings.goal(text('ab')).prune(text('ab')),
  ),
  'desk stage client1 done': staged(() => undefined),
  'desk then all': staged((system, stage) => system.explore('all', stage, system.settings)),
  'desk then dropped': staged((system, stage) =>
    system.explore('dropped', stage.setAside(), system.settings),
  ),
  'desk then undropped from client2': staged((system, stage) =>
    system.explore('undropped', stage.setAside().restore({ from: client2 }), system.settings),
  ),
  'desk then client2 timers off': staged((system, stage) =>
    system.explore(
      'timers off',
      stage.setAside(),
      system.settings.network((links) => links.withTimers(client2, false)),
    ),
  ),
};
