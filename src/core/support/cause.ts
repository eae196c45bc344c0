/** Mistakes that any lab's code can make, each with its meaning; a lab adds its own. */
export const GENERAL_CAUSES = {
  'async-handler': 'a handler is async; it has to run to its end',
  clock: 'the code reads a clock',
  'export-missing': 'the index does not export what the harness needs',
  'function-in-state': "a function is kept in a node's state",
  'handler-does-not-end': 'a handler hangs',
  'handler-not-idempotent': 'a message that arrives twice changes the state twice',
  'handler-throws': 'a handler throws',
  'messages-multiply': 'messages cause ever more messages',
  'no-handler': 'a message arrives for which its receiver has no handler',
  randomness: 'the code draws random numbers',
  'real-timer': 'the code sets a timer of the JavaScript engine',
  'send-to-null': 'a message is sent to something that is not an address',
  'state-grows': 'a counter or map grows with every step, so no two states are equal',
  'state-outside-node': 'state is kept in a module variable or static field',
  'timers-multiply': 'a timer is set more often than it fires',
} as const;

/** The mistake that a diagnosis names, for machines: a general one, or one of the lab's. */
export type Cause = string;
