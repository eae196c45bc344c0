import type { Entry } from '../../core/debugger/protocol.js';

/** Sizes of everything drawn, in pixels. */
export interface Scale {
  readonly row: number;
  readonly lane: number;
}

/** Heights of a row, and widths of lanes relative to what would fill the space. */
export const ZOOMS = [
  { row: 7, wide: 1 },
  { row: 13, wide: 1 },
  { row: 26, wide: 1 },
  { row: 32, wide: 1.35 },
  { row: 42, wide: 1.8 },
] as const;
export const ZOOM_DEFAULT = 2;
const LANE_MIN = 66;
const LANE_MAX = 240;

/** Lanes share the available space. */
export function scaleOf(zoom: number, lanes: number, room: number): Scale {
  const { row, wide } = ZOOMS[zoom] ?? ZOOMS[ZOOM_DEFAULT];
  const share = Math.floor((room - GUTTER - MARGIN) / Math.max(1, lanes));
  return { row, lane: Math.round(Math.max(LANE_MIN, Math.min(LANE_MAX, share)) * wide) };
}

/** Where rows begin and where their events are drawn. */
export interface RowPlaces {
  /** One more than there are rows. */
  readonly tops: Float64Array;
  readonly middles: Float64Array;
}

/**
 * A row at which a band begins has the band's name above it; one with a result has that below it.
 */
export function rowPlaces({ rows, bands }: Drawing, { row }: Scale): RowPlaces {
  const named = new Set(bands.map(({ from }) => from));
  const tops = new Float64Array(rows.length + 1);
  const middles = new Float64Array(rows.length);
  let top = TOP;
  rows.forEach(({ results }, i) => {
    tops[i] = top;
    const above = named.has(i) ? BAND_NAME : 0;
    middles[i] = top + above + row / 2;
    top += row + above + (results.length > 0 && row >= LABELS_FROM_ROW ? RESULT : 0);
  });
  tops[rows.length] = top;
  return { tops, middles };
}

/** Above the first row. */
const TOP = 8;
/** The height of a band's name. */
const BAND_NAME = 20;
/** The height of a result below its step. */
const RESULT = 15;
/** Rows of at least this height have the message written along the arrow. */
export const LABELS_FROM_ROW = 20;
/** The space left of the lanes, for numbers and times. */
export const GUTTER = 58;
/** Right of the lanes. */
export const MARGIN = 18;

/** Kinds of events that can be left out. */
export const FILTERS = ['messages', 'timers', 'lost', 'network', 'starts'] as const;
export type Filter = (typeof FILTERS)[number];

const FILTER_OF: Readonly<Record<Entry['kind'], Filter | undefined>> = {
  begin: undefined,
  add: 'starts',
  crash: undefined,
  inject: 'messages',
  duplicate: 'network',
  deliver: 'messages',
  lose: 'lost',
  fire: 'timers',
  command: 'messages',
  'set-aside': 'network',
  restore: 'network',
  links: 'network',
};

/** The rows during which a node exists; several spans if it comes back. */
export interface Life {
  readonly from: number;
  readonly to: number;
}

/** What lasts from one row to another: a view. */
export interface Band {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** A branch as it is drawn: one row per event, time going down. */
export interface Drawing {
  readonly rows: readonly Entry[];
  readonly rowOf: ReadonlyMap<number, number>;
  /** The row of each event of the branch, or where it would be if it were drawn. */
  readonly places: ReadonlyMap<number, number>;
  /** The row that each row's message comes from; its own if that is not known. */
  readonly causes: readonly number[];
  readonly lives: ReadonlyMap<string, readonly Life[]>;
  readonly bands: readonly Band[];
}

/** Which part of a branch to show. */
export interface Seen {
  readonly nodes: ReadonlySet<string>;
  readonly without: ReadonlySet<Filter>;
}

export function drawingOf(branch: readonly Entry[], seen: Seen): Drawing {
  const rows = branch.filter((entry) => isSeen(entry, seen));
  const rowOf = new Map(rows.map(({ id }, row) => [id, row]));
  const places = placesOf(branch, rowOf);
  const causes = rows.map(({ kind, cause }, row) => {
    const isArrow = kind === 'deliver' || kind === 'lose';
    return isArrow && cause !== undefined ? (places.get(cause) ?? row) : row;
  });
  const lives = livesOf(rows, seen.nodes);
  return { rows, rowOf, places, causes, lives, bands: bandsOf(branch, places) };
}

function isSeen(entry: Entry, { nodes, without }: Seen): boolean {
  const filter = FILTER_OF[entry.kind];
  // What went wrong is always shown.
  if (entry.flags.length === 0 && filter !== undefined && without.has(filter)) return false;
  const { node, from } = entry;
  if (node === undefined) return from === undefined || nodes.has(from);
  return nodes.has(node) || (from !== undefined && nodes.has(from));
}

/** The row of each event of the branch, or where it would be. */
function placesOf(
  branch: readonly Entry[],
  rowOf: ReadonlyMap<number, number>,
): ReadonlyMap<number, number> {
  const places = new Map<number, number>();
  let last = 0;
  for (const { id } of branch) {
    last = rowOf.get(id) ?? last;
    places.set(id, last);
  }
  return places;
}

function livesOf(rows: readonly Entry[], nodes: ReadonlySet<string>): Map<string, Life[]> {
  const lives = new Map<string, Life[]>();
  const end = rows.length - 1;
  for (const node of nodes) {
    const spans: Life[] = [];
    rows.forEach((entry, row) => {
      if (entry.node !== node) return;
      if (entry.kind === 'add') spans.push({ from: row, to: end });
      if (entry.kind === 'crash') {
        const from = spans.pop()?.from ?? 0;
        spans.push({ from, to: row });
      }
    });
    lives.set(node, spans.length > 0 ? spans : [{ from: 0, to: end }]);
  }
  return lives;
}

function bandsOf(branch: readonly Entry[], places: ReadonlyMap<number, number>): Band[] {
  const bands: Band[] = [];
  let open: { from: number; text: string } | undefined;
  const end = Math.max(0, places.get(branch.at(-1)?.id ?? -1) ?? 0);
  for (const { id, band } of branch) {
    if (band === undefined) continue;
    const row = places.get(id) ?? 0;
    if (open !== undefined) bands.push({ ...open, to: row });
    open = { from: row, text: band };
  }
  if (open !== undefined) bands.push({ ...open, to: end + 1 });
  return bands;
}

/** In lanes this narrow, a name has no frame. */
export const TIGHT_LANE = 84;

/** A name shortened to fit; the number at its end is kept, to tell server1 from server2. */
export function fittedName(name: string, width: number): string {
  const room = Math.max(3, Math.floor(width / 6.4));
  if (name.length <= room) return name;
  const number = /\d*$/.exec(name)?.[0] ?? '';
  return `${name.slice(0, Math.max(1, room - number.length - 1))}…${number}`;
}
