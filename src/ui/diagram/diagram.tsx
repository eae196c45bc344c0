import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { arranged, usePage } from '../page.js';
import { branchOf } from '../state.js';
import { DiagramHead } from './head.js';
import { Legend } from './legend.js';
import {
  drawingOf,
  GUTTER,
  MARGIN,
  scaleOf,
  rowPlaces,
  ZOOM_DEFAULT,
  ZOOMS,
  type Filter,
  type Scale,
} from './layout.js';
import { Margin } from './margin.js';
import { usePan } from './pan.js';
import { Scene } from './scene.js';
import { DiagramTools } from './tools.js';

/**
 * The space-time diagram: a lane for each node, a row for each event, an arrow for each message.
 */
export function Diagram() {
  const { state, send } = usePage();
  const [zoom, setZoom] = useState(ZOOM_DEFAULT);
  const [without, setWithout] = useState<ReadonlySet<Filter>>(new Set(['starts']));
  const [search, setSearch] = useState('');
  const scroller = useRef<HTMLDivElement>(null);
  const { here } = state;
  const { drawing, lanes } = useDrawing(without);
  const hits = useMemo(() => hitsOf(drawing.rows, search), [drawing, search]);
  const room = useWidth(scroller);
  const scale = useMemo(() => scaleOf(zoom, lanes.length, room), [zoom, lanes.length, room]);
  const places = useMemo(() => rowPlaces(drawing, scale), [drawing, scale]);
  const { tops } = places;
  const rows = useVirtualizer<HTMLDivElement, Element>({
    count: drawing.rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (row) => (tops[row + 1] ?? 0) - (tops[row] ?? 0),
    overscan: 12,
  });
  useEffect(() => rows.measure(), [tops]);
  const chosen = drawing.rowOf.get(here?.id ?? -1);
  const place = drawing.places.get(here?.id ?? -1) ?? 0;
  useEffect(() => {
    if (drawing.rows.length > 0) rows.scrollToIndex(place, { align: 'auto' });
  }, [place, drawing, zoom]);
  useLaneInSight(scroller, lanes.indexOf(drawing.rows[chosen ?? -1]?.node ?? ''), scale);
  const items = rows.getVirtualItems();
  const range = { from: items[0]?.index ?? 0, to: items.at(-1)?.index ?? -1 };
  const width = GUTTER + lanes.length * scale.lane + MARGIN;
  const onChoose = (id: number): void => send({ kind: 'travel', to: id });
  const scene = { drawing, lanes, scale, places, width, range, chosen, hits, onChoose };
  const tools = { zoom, setZoom, without, setWithout, search, setSearch, hits, drawing };
  return (
    <section class="diagram" aria-label="Space-time diagram">
      <DiagramTools {...tools} />
      <div
        class="scroller"
        ref={scroller}
        tabIndex={0}
        role="group"
        aria-label={`Diagram of ${drawing.rows.length} events`}
        onWheel={(event) => zoomed(event, setZoom)}
        {...usePan(scroller)}
      >
        <DiagramHead lanes={lanes} scale={scale} width={width} />
        <Margin {...scene} sight={room} />
        <svg
          class="scene"
          width={width}
          height={(tops.at(-1) ?? 0) + 24}
          role="img"
          aria-label={`${drawing.rows.length} events at ${lanes.length} nodes`}
        >
          <Scene {...scene} />
        </svg>
        {drawing.rows.length === 0 && (
          <p class="empty">Nothing has happened yet. Deliver a message or fire a timer.</p>
        )}
      </div>
      <Legend />
    </section>
  );
}

/** Scrolls sideways to the lane of the selected step. */
function useLaneInSight(
  scroller: { readonly current: HTMLElement | null },
  lane: number,
  scale: Scale,
): void {
  useEffect(() => {
    const element = scroller.current;
    if (element === null || lane < 0) return;
    const [left, right] = [GUTTER + lane * scale.lane, GUTTER + (lane + 1) * scale.lane];
    const { scrollLeft, clientWidth } = element;
    if (left >= scrollLeft && right <= scrollLeft + clientWidth) return;
    element.scrollLeft = (left + right - clientWidth) / 2;
  }, [lane, scale]);
}

/** The selected branch, as it is drawn. */
function useDrawing(without: ReadonlySet<Filter>) {
  const { state, view } = usePage();
  const { entries, children, leaf, here } = state;
  const nodes = here?.nodes ?? [];
  const lanes = useMemo(() => arranged(nodes, view).map(({ address }) => address), [nodes, view]);
  const names = lanes.join(' ');
  const branch = useMemo(() => branchOf(state), [entries, children, leaf]);
  const drawing = useMemo(
    () => drawingOf(branch, { nodes: new Set(lanes), without }),
    [branch, names, without],
  );
  return { drawing, lanes };
}

/** Zooms with Ctrl and the wheel, as elsewhere. */
function zoomed(event: WheelEvent, setZoom: (change: (zoom: number) => number) => void): void {
  if (!event.ctrlKey) return;
  event.preventDefault();
  setZoom((at) => Math.max(0, Math.min(ZOOMS.length - 1, at - Math.sign(event.deltaY))));
}

/** The width of an element, kept up to date. */
function useWidth(of: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(400);
  useLayoutEffect(() => {
    const element = of.current;
    if (element === null) return undefined;
    setWidth(element.clientWidth);
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return width;
}

/** The rows that contain all words of the search. */
function hitsOf(rows: readonly { readonly title: string }[], search: string): ReadonlySet<number> {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return new Set();
  const found = rows.flatMap(({ title }, row) => {
    const text = title.toLowerCase();
    return words.every((word) => text.includes(word)) ? [row] : [];
  });
  return new Set(found);
}
