import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { arranged, usePage } from '../page.js';
import { LinksMenu } from './links-menu.js';
import { NodeCard } from './node-card.js';

/** All nodes that are not hidden, one card each. */
export function NodeGrid() {
  const { state, view, setView, send } = usePage();
  const grid = useRef<HTMLDivElement>(null);
  const all = state.here?.nodes ?? [];
  const nodes = arranged(all, view);
  const hidden = all.filter(({ address }) => view.hidden.has(address));
  useKeptFocus(grid, state.here?.id);
  useNodeInSight(grid, state.entries.get(state.here?.id ?? -1)?.node, state.here?.id);
  return (
    <section class="nodes" aria-label="Nodes">
      <div class="panel-head">
        <h2>Nodes</h2>
        {hidden.map(({ address }) => (
          <button
            key={address}
            class="chip"
            onClick={() => {
              const left = [...view.hidden].filter((each) => each !== address);
              setView({ hidden: new Set(left) });
            }}
          >
            show {address}
          </button>
        ))}
        {state.system?.can.step === true && (
          <span class="head-actions">
            <LinksMenu />
            <button onClick={() => send({ kind: 'take', deed: { kind: 'set-aside' } })}>
              Set messages aside
            </button>
          </span>
        )}
      </div>
      <div class="grid" ref={grid} onKeyDown={(event) => walk(event, grid.current)}>
        {nodes.map((card) => (
          <NodeCard key={card.address} card={card} />
        ))}
      </div>
    </section>
  );
}

/** Scrolls to the node at which the step happened, if it is not visible. */
function useNodeInSight(
  grid: { readonly current: HTMLElement | null },
  node: string | undefined,
  id: number | undefined,
): void {
  useLayoutEffect(() => {
    const element = grid.current;
    const cards = [...(element?.querySelectorAll<HTMLElement>('.node') ?? [])];
    const card = cards.find((each) => each.dataset['node'] === node);
    if (element === null || card === undefined) return;
    const [seen, there] = [element.getBoundingClientRect(), card.getBoundingClientRect()];
    if (there.bottom > seen.top && there.top < seen.bottom) return;
    element.scrollTop += there.top - seen.top - 10;
  }, [id]);
}

/** Arrow keys move from one possible action to the next, and to other nodes. */
function walk(event: KeyboardEvent, grid: HTMLElement | null): void {
  const target = event.target as HTMLElement;
  if (grid === null || !target.matches('button.take')) return;
  const card = target.closest<HTMLElement>('.node');
  const cards = [...grid.querySelectorAll<HTMLElement>('.node')].filter((each) => firstOf(each));
  const within = possible(card);
  const beside = card === null ? -1 : cards.indexOf(card);
  const to = {
    ArrowDown: within[within.indexOf(target) + 1],
    ArrowUp: within[within.indexOf(target) - 1],
    ArrowRight: firstOf(cards[beside + 1]),
    ArrowLeft: firstOf(cards[beside - 1]),
  }[event.key];
  if (!event.key.startsWith('Arrow')) return;
  // Also at the edge: there, an arrow key must not suddenly move through the history.
  event.preventDefault();
  event.stopPropagation();
  to?.focus();
}

function firstOf(card: HTMLElement | null | undefined): HTMLElement | undefined {
  return possible(card)[0];
}

/** The buttons of the possible actions, without those folded away. */
function possible(card: HTMLElement | null | undefined): HTMLElement[] {
  const buttons = [...(card?.querySelectorAll<HTMLElement>('button.take:enabled') ?? [])];
  return buttons.filter((button) => button.checkVisibility());
}

/** After a step, its button may be gone; the keyboard focus stays at the node. */
function useKeptFocus(
  grid: { readonly current: HTMLElement | null },
  id: number | undefined,
): void {
  const last = useRef<string | undefined>(undefined);
  useEffect(() => {
    const element = grid.current;
    if (element === null) return;
    const remember = (event: FocusEvent): void => {
      const card = (event.target as HTMLElement).closest<HTMLElement>('.node');
      last.current = card?.dataset['node'];
    };
    element.addEventListener('focusin', remember);
    return () => element.removeEventListener('focusin', remember);
  }, []);
  useLayoutEffect(() => {
    const isLost = document.activeElement === document.body;
    if (!isLost || last.current === undefined || grid.current === null) return;
    const cards = [...grid.current.querySelectorAll<HTMLElement>('.node')];
    const card = cards.find((each) => each.dataset['node'] === last.current);
    (firstOf(card) ?? firstOf(cards.find((each) => firstOf(each) !== undefined)))?.focus();
  }, [id]);
}
