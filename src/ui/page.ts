import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { PageMessage } from '../core/debugger/protocol.js';
import type { PageState } from './state.js';

/** What a person wants to see; only this page needs to know. */
export interface View {
  readonly hidden: ReadonlySet<string>;
  /** Addresses in the order that a person chose; those not named come last. */
  readonly order: readonly string[];
  readonly theme: 'light' | 'dark' | undefined;
}

/** What every part of the page can use. */
export interface Page {
  readonly state: PageState;
  readonly view: View;
  readonly send: (message: PageMessage) => void;
  readonly setView: (change: Partial<View>) => void;
  readonly dismiss: (what: 'notice' | 'difference') => void;
  readonly say: (text: string) => void;
}

export const PageContext = createContext<Page | undefined>(undefined);

export function usePage(): Page {
  const page = useContext(PageContext);
  if (page === undefined) throw new Error('used outside of a page');
  return page;
}

/** Those addresses in the order a person wants, without those that are hidden. */
export function arranged<T extends { readonly address: string }>(
  nodes: readonly T[],
  { order, hidden }: View,
): T[] {
  const rank = (address: string): number => {
    const at = order.indexOf(address);
    return at < 0 ? order.length : at;
  };
  return nodes
    .filter(({ address }) => !hidden.has(address))
    .toSorted((a, b) => rank(a.address) - rank(b.address));
}

/** The number of colours for classes of messages. */
const COLOURS = 8;
const known = new Map<string, number>();

/** The CSS class that gives a class of messages its colour: the same everywhere on the page. */
export function colourOf(type: string): string {
  if (type === '') return 't-none';
  const colour = known.get(type) ?? known.size % COLOURS;
  known.set(type, colour);
  return `t${colour}`;
}
