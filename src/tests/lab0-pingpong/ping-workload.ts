import { Ping, Pong } from './given/lab0.js';
import { templateWorkload, type Workload } from '../../testing.js';

/**
 * Pings from a template, `ping-%i` or `hello from %a`, each to be answered by a pong of the same
 * value.
 */
export function pings(template: string, times = 1): Workload {
  return templateWorkload(
    [template],
    (text) => ({ command: new Ping(text), result: new Pong(text) }),
    { times },
  );
}
