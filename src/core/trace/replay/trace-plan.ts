import type { Canonical, ClassTable } from '../../canon/index.js';
import type { Address, Command, Result } from '../../lab/index.js';
import { Stepper, type Handlers, type SystemPlan } from '../../system/index.js';
import type { Workload } from '../../workload/index.js';
import { rememberedDecode } from './client-history.js';
import { networkKind, type Trace, type TraceCommand } from '../file/index.js';

/** Returns the value of a text; do not change it. */
type Decoded = (text: Canonical) => object;

/** The system of a trace: the nodes that it adds, and the recorded workloads. */
export function planOf(
  { events, workloads }: Pick<Trace, 'events' | 'workloads'>,
  classes: ClassTable,
  decoded: Decoded = rememberedDecode(classes),
): SystemPlan {
  return {
    nodes: events.flatMap(({ action }) => (action.kind === 'add' ? [action.node] : [])),
    workloads: new Map<Address, Workload>(
      [...workloads].map(([client, commands]) => [client, recordedWorkload(commands, decoded)]),
    ),
  };
}

/** Takes the events of a trace with the lab's current code. */
export function stepperOf(
  trace: Pick<Trace, 'mode' | 'events' | 'workloads'>,
  handlers: Handlers,
  classes: ClassTable,
  decoded?: Decoded,
): Stepper {
  return new Stepper(planOf(trace, classes, decoded), handlers, classes, networkKind(trace));
}

function recordedWorkload(commands: readonly TraceCommand[], decoded: Decoded): Workload {
  const valueAt = (index: number, of: 'command' | 'expected'): object | undefined => {
    const text = commands[index]?.[of];
    return text === undefined ? undefined : decoded(text);
  };
  return {
    // Read every time: a run that is replayed without some commands gets the others one by one.
    get size() {
      return commands.length;
    },
    pauseMs: 0,
    isAtOnce: (index) => commands[index]?.atOnce === true,
    commandAt: (index) => valueAt(index, 'command') as Command,
    expectedAt: (index) => valueAt(index, 'expected') as Result | undefined,
  };
}
