import { decode, type Canonical, type ClassTable } from '../../canon/index.js';
import type { Address, Command, Result } from '../../lab/index.js';
import { Stepper, type Handlers, type SystemPlan } from '../../system/index.js';
import type { Workload } from '../../workload/index.js';
import { networkKind, type Trace, type TraceCommand } from '../file/index.js';

/** The system of a trace: the nodes that are added in it, and the recorded workloads. */
export function planOf(
  { events, workloads }: Pick<Trace, 'events' | 'workloads'>,
  classes: ClassTable,
): SystemPlan {
  return {
    nodes: events.flatMap(({ action }) => (action.kind === 'add' ? [action.node] : [])),
    workloads: new Map<Address, Workload>(
      [...workloads].map(([client, commands]) => [client, recordedWorkload(commands, classes)]),
    ),
  };
}

/** Takes the events of a trace, with the lab's code as it is now. */
export function stepperOf(
  trace: Pick<Trace, 'mode' | 'events' | 'workloads'>,
  handlers: Handlers,
  classes: ClassTable,
): Stepper {
  return new Stepper(planOf(trace, classes), handlers, classes, networkKind(trace));
}

function recordedWorkload(commands: readonly TraceCommand[], classes: ClassTable): Workload {
  // Whoever looks at a client's results asks for all commands before, state after state.
  const decoded = new Map<Canonical, unknown>();
  const valueAt = (index: number, of: 'command' | 'expected'): unknown => {
    const text = commands[index]?.[of];
    if (text === undefined) return undefined;
    if (!decoded.has(text)) decoded.set(text, decode(text, classes));
    return decoded.get(text);
  };
  return {
    // Read anew: a run that is taken without some of its commands is given them one by one.
    get size() {
      return commands.length;
    },
    pauseMs: 0,
    isAtOnce: (index) => commands[index]?.atOnce === true,
    commandAt: (index) => valueAt(index, 'command') as Command,
    expectedAt: (index) => valueAt(index, 'expected') as Result | undefined,
  };
}
