import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { Entry } from '../../core/debugger/protocol.js';
import { colourOf, usePage } from '../page.js';
import { branchOf } from '../state.js';

const ROW = 24;

/** The branch as a list of its events. */
export function StepList() {
  const { state, send } = usePage();
  const { entries, children, leaf, here } = state;
  const scroller = useRef<HTMLDivElement>(null);
  const branch = useMemo(() => branchOf(state), [entries, children, leaf]);
  const rows = useVirtualizer<HTMLDivElement, Element>({
    count: branch.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 8,
  });
  const chosen = branch.findIndex(({ id }) => id === here?.id);
  useEffect(() => {
    if (chosen >= 0) rows.scrollToIndex(chosen, { align: 'auto' });
  }, [chosen, branch]);
  return (
    <div class="step-list" ref={scroller} tabIndex={0} role="group" aria-label="Events">
      <div class="rows" style={{ height: `${rows.getTotalSize()}px` }}>
        {rows.getVirtualItems().map(({ index, start }) => {
          const entry = branch[index];
          if (entry === undefined) return undefined;
          const flag = entry.flags.find(({ kind }) => kind !== 'prune');
          const classes = ['step', index === chosen && 'is-chosen', index > chosen && 'is-later'];
          return (
            <button
              key={entry.id}
              class={[...classes, flag && `flag-${flag.kind}`].filter(Boolean).join(' ')}
              style={{ top: `${start}px` }}
              tabIndex={-1}
              aria-current={index === chosen ? 'step' : undefined}
              title={[entry.title, ...entry.flags.map(({ text }) => text)].join('\n')}
              onClick={() => send({ kind: 'travel', to: entry.id })}
            >
              <span class="number">{index + 1}</span>
              <span class={`swatch ${entry.kind} ${colourOf(entry.type)}`} />
              <span class="title">
                <Words entry={entry} />
              </span>
            </button>
          );
        })}
      </div>
    </div>
  );
}

/** What happened first, then where. */
function Words({ entry }: { readonly entry: Entry }) {
  const { kind, subject, from, node, to, title } = entry;
  if (from !== undefined && kind !== 'inject') {
    return (
      <>
        {subject} <span class="where">{`${from} → ${node ?? to ?? ''}`}</span>
        {kind === 'deliver' ? '' : ` ${AFTER[kind] ?? ''}`}
      </>
    );
  }
  if (kind !== 'fire') return <>{title}</>;
  return (
    <>
      {subject} <span class="where">{node}</span>
    </>
  );
}

const AFTER: Partial<Record<Entry['kind'], string>> = { lose: 'lost', duplicate: 'doubled' };
