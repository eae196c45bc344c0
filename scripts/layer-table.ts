/**
 * A folder of src/core, and the folders it may import besides those that every folder may import.
 */
export interface Layer {
  readonly name: string;
  readonly holds: string;
  readonly mayImport: readonly string[];
  /** Uses no `node:` module and no npm package, so it runs in a browser and in a box. */
  readonly pure?: true;
  /** Folders of which it may import types only. */
  readonly typesOnly?: readonly string[];
}

/** Folders that every later folder in the table may import. */
export const GROUND: readonly string[] = ['support', 'lab'];

/**
 * The one table of who may import whom. The import rules, the graph and the table in
 * ARCHITECTURE.md are made from it. A folder may only import folders above it, so the order also
 * proves that there is no cycle.
 */
export const LAYERS: readonly Layer[] = [
  { name: 'support', holds: 'errors by whose fault they are, randomness', mayImport: [] },
  { name: 'lab', holds: 'what students write with', mayImport: [], pure: true },
  { name: 'canon', holds: 'canonical text, equality, copies', mayImport: [], pure: true },
  { name: 'given', holds: 'the classes a lab is given', mayImport: ['canon'], pure: true },
  { name: 'schedule', holds: 'when what is sent and set happens', mayImport: [], pure: true },
  {
    // Shares a realm with a student's code: nothing that decides a verdict may be here.
    name: 'box',
    holds: "loads a lab and runs its handlers, in the lab's own realm",
    mayImport: ['canon', 'given', 'schedule'],
  },
  { name: 'compile', holds: 'bundles, checks and transforms a lab', mayImport: ['given', 'box'] },
  {
    name: 'workload',
    holds: 'commands with expected results',
    mayImport: ['canon', 'given'],
    pure: true,
  },
  {
    name: 'system',
    holds: 'system state, and the one step',
    mayImport: ['canon', 'schedule', 'box', 'workload'],
    pure: true,
    typesOnly: ['box'],
  },
  {
    name: 'predicate',
    holds: 'named statements about a system',
    mayImport: ['canon', 'given', 'workload', 'system'],
    pure: true,
  },
  {
    name: 'trace',
    holds: 'saved paths through a system',
    mayImport: ['canon', 'schedule', 'workload', 'system', 'predicate'],
  },
  { name: 'machine', holds: 'what the machine gives or refuses', mayImport: [] },
  { name: 'registry', holds: 'lab-tests.yaml', mayImport: [] },
  { name: 'isolation', holds: 'how a box is shut off from the machine', mayImport: [] },
  {
    name: 'judge',
    holds: 'asks a lab, wherever it is',
    mayImport: ['canon', 'given', 'schedule', 'box', 'system', 'isolation'],
  },
  {
    name: 'simulator',
    holds: 'a run in virtual time',
    mayImport: ['canon', 'schedule', 'box', 'workload', 'system', 'predicate', 'trace', 'judge'],
  },
  {
    name: 'checker',
    holds: 'a search of every state',
    mayImport: ['canon', 'box', 'workload', 'system', 'predicate', 'trace', 'judge'],
  },
  {
    name: 'testkit',
    holds: 'what lab tests are written in',
    mayImport: [
      'given',
      'canon',
      'schedule',
      'workload',
      'system',
      'predicate',
      'trace',
      'box',
      'judge',
      'simulator',
      'checker',
    ],
  },
  {
    name: 'labs',
    holds: 'labs: of this package, or from outside',
    mayImport: ['given', 'registry', 'testkit'],
  },
  {
    // Above the runner: the evidence is at hand only in the process that ran the test.
    name: 'diagnose',
    holds: "a TA's hint",
    mayImport: [
      'canon',
      'schedule',
      'workload',
      'system',
      'predicate',
      'trace',
      'simulator',
      'testkit',
    ],
  },
  {
    name: 'runner',
    holds: 'plan, tests, outcomes',
    mayImport: [
      'machine',
      'given',
      'canon',
      'system',
      'trace',
      'registry',
      'labs',
      'compile',
      'box',
      'isolation',
      'judge',
      'checker',
      'testkit',
      'diagnose',
    ],
  },
  {
    name: 'report',
    holds: 'outcomes in, text out',
    mayImport: ['registry', 'testkit', 'runner'],
    typesOnly: ['registry', 'testkit', 'runner'],
  },
  {
    name: 'serve',
    holds: 'nodes as processes over TCP',
    mayImport: [
      'canon',
      'given',
      'workload',
      'predicate',
      'box',
      'simulator',
      'testkit',
      'labs',
      'isolation',
      'runner',
    ],
  },
  {
    name: 'debugger',
    holds: 'sessions, server, protocol',
    mayImport: [
      'canon',
      'given',
      'schedule',
      'workload',
      'box',
      'compile',
      'system',
      'predicate',
      'trace',
      'judge',
      'simulator',
      'checker',
      'testkit',
      'diagnose',
      'labs',
      'isolation',
      'runner',
    ],
  },
  {
    name: 'grading',
    holds: 'submissions, queue, gradebook',
    mayImport: ['machine', 'isolation', 'trace', 'registry', 'labs', 'runner', 'report'],
  },
];

/** Everything `layer` may import, the ground included. */
export function allowedFor(layer: Layer): readonly string[] {
  return GROUND.includes(layer.name) ? layer.mayImport : [...GROUND, ...layer.mayImport];
}

/** What students and test authors import, and so what `src/tests` may: files of src. */
export const DOORS: readonly string[] = ['index.ts', 'kvstore.ts', 'testing.ts'];
