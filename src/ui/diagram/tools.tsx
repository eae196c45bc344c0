import { usePage } from '../page.js';
import { FILTERS, ZOOMS, type Drawing, type Filter } from './layout.js';

interface ToolsProps {
  readonly zoom: number;
  readonly setZoom: (zoom: number) => void;
  readonly without: ReadonlySet<Filter>;
  readonly setWithout: (without: ReadonlySet<Filter>) => void;
  readonly search: string;
  readonly setSearch: (search: string) => void;
  readonly hits: ReadonlySet<number>;
  readonly drawing: Drawing;
}

/** Search, filter and zoom. */
export function DiagramTools(props: ToolsProps) {
  const { zoom, setZoom, without, setWithout, search, setSearch, hits, drawing } = props;
  const { state, send } = usePage();
  const goToHit = (isBack: boolean): void => {
    const rows = [...hits].sort((a, b) => a - b);
    const at = drawing.rowOf.get(state.here?.id ?? -1) ?? -1;
    const next = isBack
      ? (rows.findLast((row) => row < at) ?? rows.at(-1))
      : (rows.find((row) => row > at) ?? rows[0]);
    const entry = next === undefined ? undefined : drawing.rows[next];
    if (entry !== undefined) send({ kind: 'travel', to: entry.id });
  };
  return (
    <div class="panel-head">
      <h2>Diagram</h2>
      <label class="search">
        <span class="sr-only">Search the events</span>
        <input
          id="search"
          type="search"
          placeholder="Search: Ping server1"
          value={search}
          onInput={(event) => setSearch(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') goToHit(event.shiftKey);
            if (event.key === 'Escape') event.currentTarget.blur();
          }}
        />
      </label>
      <span class="count" role="status">
        {search === '' ? '' : `${hits.size} of ${drawing.rows.length}`}
      </span>
      <ShownEvents without={without} setWithout={setWithout} />
      <span class="zoom">
        <button
          aria-label="Smaller"
          disabled={zoom === 0}
          onClick={() => setZoom(Math.max(0, zoom - 1))}
        >
          −
        </button>
        <button
          aria-label="Larger"
          disabled={zoom === ZOOMS.length - 1}
          onClick={() => setZoom(Math.min(ZOOMS.length - 1, zoom + 1))}
        >
          +
        </button>
      </span>
    </div>
  );
}

type ShownProps = Pick<ToolsProps, 'without' | 'setWithout'>;

/** Which events are drawn, and which nodes. */
function ShownEvents({ without, setWithout }: ShownProps) {
  const { view, setView } = usePage();
  const toggle = (filter: Filter): void => {
    const changed = new Set(without);
    if (!changed.delete(filter)) changed.add(filter);
    setWithout(changed);
  };
  return (
    <details class="menu">
      <summary>Show</summary>
      <div class="menu-body">
        {FILTERS.map((filter) => (
          <label key={filter}>
            <input type="checkbox" checked={!without.has(filter)} onChange={() => toggle(filter)} />
            {filter}
          </label>
        ))}
        {view.hidden.size > 0 && (
          <button onClick={() => setView({ hidden: new Set() })}>
            Show {[...view.hidden].join(', ')} again
          </button>
        )}
      </div>
    </details>
  );
}
