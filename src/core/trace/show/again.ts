import type { Trace } from '../file/index.js';

/** The default seed of searches. */
const SEED_DEFAULT = 1;

/** The command that reproduces a trace; undefined if it was driven by hand. */
export function againOf({ mode, test, seed, settings = {} }: Trace): string | undefined {
  if (!/^\d/.test(test)) return undefined;
  const { states, depth, strategy, timeouts } = settings;
  const isSaid = mode === 'run' || seed !== SEED_DEFAULT;
  const flags = [
    ...(timeouts === false ? ['--no-timeouts'] : []),
    ...Object.entries({ depth, states, strategy }).flatMap(([name, value]) =>
      value === undefined ? [] : [`--${name} ${value}`],
    ),
    ...(isSaid ? [`--seed ${seed}`] : []),
  ];
  return [`labtest ${mode} ${test}`, ...flags].join(' ');
}
