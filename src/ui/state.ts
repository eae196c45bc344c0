import type {
  Entry,
  Here,
  SessionMessage,
  SystemInfo,
  ValueNode,
} from '../core/debugger/protocol.js';
import type { LinkState } from './link/link.js';

/** A line that says what became of an action, until the next action or a click. */
export interface Notice {
  readonly text: string;
  readonly isError: boolean;
  readonly lines?: readonly string[] | undefined;
}

/** All that a page knows. Immutable, except for the tables, which only grow. */
export interface PageState {
  readonly link: LinkState;
  readonly linkWhy: string | undefined;
  readonly system: SystemInfo | undefined;
  readonly entries: ReadonlyMap<number, Entry>;
  readonly children: ReadonlyMap<number, readonly number[]>;
  readonly here: Here | undefined;
  /** Where the person is going, until there: keys are faster than answers. */
  readonly heading: number | undefined;
  /** Where the selected branch ends. */
  readonly leaf: number;
  readonly busy: { readonly text: string; readonly canStop: boolean } | undefined;
  readonly notice: Notice | undefined;
  /** Set while the lab does not load. */
  readonly broken: Notice | undefined;
  readonly difference: { readonly moment?: number | undefined; readonly text: string } | undefined;
  readonly values: ReadonlyMap<string, ValueNode>;
}

export const EMPTY: PageState = {
  link: 'opening',
  linkWhy: undefined,
  system: undefined,
  entries: new Map(),
  children: new Map(),
  here: undefined,
  heading: undefined,
  leaf: 0,
  busy: undefined,
  notice: undefined,
  broken: undefined,
  difference: undefined,
  values: new Map(),
};

/** The state after a message from the session. */
export function heard(state: PageState, message: SessionMessage): PageState {
  switch (message.kind) {
    case 'opened': {
      const { system, here, difference, busy: text } = message;
      const grown = withEntries({ ...EMPTY, link: state.link }, message.entries);
      const busy = text === undefined ? undefined : { text, canStop: false };
      return { ...grown, system, here, difference, busy, leaf: newestLeaf(grown, here.id) };
    }
    case 'grown': {
      const grown = withEntries(state, message.entries);
      const { here } = message;
      const leaf = leafFor(grown, here.id);
      return { ...grown, here, heading: undefined, notice: undefined, leaf };
    }
    case 'here': {
      const { here } = message;
      const heading = here.id === state.heading ? undefined : state.heading;
      return { ...state, here, heading, leaf: leafFor(state, here.id) };
    }
    case 'entry':
      return withEntries(state, [message.entry]);
    case 'advised': {
      const system = state.system && { ...state.system, advice: message.advice };
      return { ...withEntries(state, message.entries), system };
    }
    case 'value':
      return { ...state, values: new Map(state.values).set(message.key, message.value) };
    case 'busy':
      return { ...state, busy: { text: message.text, canStop: message.canStop } };
    case 'idle':
      return { ...state, busy: undefined };
    case 'told':
      return {
        ...state,
        heading: undefined,
        notice: { text: message.text, isError: message.isError },
      };
    case 'saved':
      return state;
    case 'broken': {
      const { message: text, lines } = message;
      return { ...state, broken: { text, isError: true, lines } };
    }
  }
}

function withEntries(state: PageState, added: readonly Entry[]): PageState {
  const entries = new Map(state.entries);
  const children = new Map(state.children);
  for (const entry of added) {
    const { id, parent } = entry;
    if (!entries.has(id) && parent !== undefined) {
      children.set(parent, [...(children.get(parent) ?? []), id]);
    }
    entries.set(id, entry);
  }
  return { ...state, entries, children };
}

/** The end of the current branch, or of the newest one that this step is on. */
function leafFor(state: PageState, id: number): number {
  return isOnPath(state, id, state.leaf) ? newestLeaf(state, state.leaf) : newestLeaf(state, id);
}

function isOnPath({ entries }: PageState, id: number, leaf: number): boolean {
  for (let at = entries.get(leaf); at !== undefined && at.id >= id;) {
    if (at.id === id) return true;
    if (at.parent === undefined) return false;
    at = entries.get(at.parent);
  }
  return false;
}

function newestLeaf({ children }: PageState, id: number): number {
  let leaf = id;
  for (let next = children.get(leaf); next !== undefined; next = children.get(leaf)) {
    leaf = next.at(-1) as number;
  }
  return leaf;
}

/** The current branch from its beginning to its end, without the very first moment. */
export function branchOf({ entries, leaf }: PageState): readonly Entry[] {
  const path: Entry[] = [];
  for (let at = entries.get(leaf); at?.parent !== undefined; at = entries.get(at.parent)) {
    path.push(at);
  }
  return path.reverse();
}
