import type { BlueprintArgument, Construction } from './handlers.js';
import type { Lab } from './lab.js';

/** Constructs what the data says from a lab's exports. Throws `LabFault` for the lab's mistakes. */
export function construct(lab: Lab, { construct: name, args }: Construction): object {
  return lab.construct(
    name,
    args.map((argument) => valueOf(lab, argument)),
  );
}

function valueOf(lab: Lab, argument: BlueprintArgument): unknown {
  if (typeof argument !== 'object') return argument;
  // Array.isArray() does not know readonly arrays.
  if ('construct' in argument) return construct(lab, argument);
  return argument.map((each) => valueOf(lab, each));
}
