import type { SealedRoot } from './seal.js';
import type { SharedState } from './shared-collection.js';

/** A local of code that ran while the files were loaded, which functions go on using. */
export interface CapturedLocal {
  readonly name: string;
  read(): unknown;
  /** There is one if functions write to it. */
  readonly write: ((value: unknown) => void) | undefined;
}

/** What it holds now; nothing if the code never came to its declaration. */
export function heldBy({ name, read }: CapturedLocal): SealedRoot[] {
  try {
    return [{ name, value: read() }];
  } catch {
    return [];
  }
}

/** A local that functions write to is state that all nodes share: it must keep its value. */
export function watchLocal(local: CapturedLocal): SharedState[] {
  const { name, read, write } = local;
  const [held] = heldBy(local);
  if (held === undefined || write === undefined) return [];
  const { value: before } = held;
  const takeChange: SharedState['takeChange'] = () => {
    const after = read();
    if (Object.is(before, after)) return undefined;
    write(before);
    return { before, after };
  };
  return [{ path: name, place: undefined, takeChange }];
}
