import type { Entry } from '../../core/debugger/protocol.js';
import { colourOf } from '../page.js';
import { Arrow, ArrowLabel, type ArrowProps } from './arrow.js';
import { GUTTER, LABELS_FROM_ROW, type Drawing, type RowPlaces, type Scale } from './layout.js';
import { fitted } from './text-width.js';

/** What to draw of the diagram: the visible rows and what reaches into them. */
export interface SceneProps {
  readonly drawing: Drawing;
  readonly lanes: readonly string[];
  readonly scale: Scale;
  readonly places: RowPlaces;
  readonly width: number;
  readonly range: { readonly from: number; readonly to: number };
  /** The selected row; `undefined` if it is none of these. */
  readonly chosen: number | undefined;
  readonly hits: ReadonlySet<number>;
  readonly onChoose: (id: number) => void;
}

export function Scene(props: SceneProps) {
  const { drawing, range, lanes, scale, places } = props;
  const { rows, causes } = drawing;
  const x = (lane: string | undefined): number | undefined => {
    const at = lanes.indexOf(lane ?? '');
    return at < 0 ? undefined : GUTTER + at * scale.lane + scale.lane / 2;
  };
  const y = (row: number): number => places.middles[row] ?? 0;
  const inSight = rows.slice(range.from, range.to + 1).map((entry, i) => [entry, range.from + i]);
  const arrows = rows.flatMap((entry, row) => {
    const cause = causes[row] ?? row;
    const isArrow = entry.kind === 'deliver' || entry.kind === 'lose';
    return isArrow && row >= range.from && cause <= range.to ? [{ entry, row, cause }] : [];
  });
  const isDimmed = (row: number): boolean => props.chosen !== undefined && row > props.chosen;
  const placed = arrows.map(({ entry, row, cause }): ArrowProps & { readonly key: number } => ({
    key: entry.id,
    entry,
    from: x(entry.from),
    to: x(entry.node ?? entry.to),
    y1: cause === row ? y(row) - scale.row * 0.45 : y(cause),
    y2: y(row),
    scale,
    width: props.width,
    isChosen: row === props.chosen,
    isDimmed: isDimmed(row),
  }));
  return (
    <>
      <Bands {...props} />
      {(inSight as [Entry, number][]).map(([entry, row]) => (
        <Row key={entry.id} entry={entry} row={row} {...props} />
      ))}
      <Lives {...props} x={x} y={y} />
      {placed.map(({ key, ...arrow }) => (
        <Arrow key={key} {...arrow} />
      ))}
      {scale.row >= LABELS_FROM_ROW &&
        placed.map(({ key, ...arrow }) => <ArrowLabel key={key} {...arrow} />)}
      {(inSight as [Entry, number][]).map(([entry, row]) => (
        <Mark
          key={entry.id}
          entry={entry}
          x={x(entry.node ?? (entry.kind === 'inject' ? entry.from : undefined))}
          y={y(row)}
          scale={scale}
          width={props.width}
          isChosen={row === props.chosen}
          isDimmed={isDimmed(row)}
        />
      ))}
    </>
  );
}

function Bands({ drawing, range, places, width }: SceneProps) {
  const { tops } = places;
  return (
    <>
      {drawing.bands.map(({ from, to }, i) => {
        if (to < range.from || from > range.to + 1) return undefined;
        const top = tops[from] ?? 0;
        const height = (tops[to] ?? 0) - top;
        return (
          <g key={from} class={`band b${i % 4}`}>
            <rect x={GUTTER - 6} y={top} width={width - GUTTER} height={height} />
            <line x1={GUTTER - 6} x2={width - 6} y1={top} y2={top} />
          </g>
        );
      })}
    </>
  );
}

/** What a row is, as classes that colour it. */
export function rowClasses(
  { flags, isStart }: Entry,
  row: number,
  { chosen, hits }: Pick<SceneProps, 'chosen' | 'hits'>,
): string {
  const worst = flags.find(({ kind }) => kind !== 'prune')?.kind;
  const classes = [
    row === chosen && 'is-chosen',
    hits.has(row) && 'is-hit',
    isStart && 'is-start',
    worst !== undefined && `flag-${worst}`,
  ];
  return classes.filter(Boolean).join(' ');
}

/** The position of a row, without the name of a band that begins with it. */
export function rowPlace(
  { places, scale }: Pick<SceneProps, 'places' | 'scale'>,
  row: number,
): { readonly top: number; readonly height: number } {
  const top = (places.middles[row] ?? 0) - scale.row / 2;
  return { top, height: (places.tops[row + 1] ?? 0) - top };
}

function Row(props: SceneProps & { readonly entry: Entry; readonly row: number }) {
  const { entry, row, width, onChoose } = props;
  const { top, height } = rowPlace(props, row);
  return (
    <g class={`row ${rowClasses(entry, row, props)}`} data-moment={entry.id}>
      <rect
        class="hit"
        x={0}
        y={top}
        width={width}
        height={height}
        onClick={() => onChoose(entry.id)}
      >
        <title>{[entry.title, ...entry.flags.map(({ text }) => text)].join('\n')}</title>
      </rect>
    </g>
  );
}

interface Placing {
  readonly x: (lane: string | undefined) => number | undefined;
  readonly y: (row: number) => number;
}

function Lives({ drawing, lanes, range, x, y }: SceneProps & Placing) {
  const clip = (row: number): number => Math.max(range.from - 1, Math.min(range.to + 1, row));
  return (
    <>
      {lanes.flatMap((lane) =>
        (drawing.lives.get(lane) ?? []).map(({ from, to }) => (
          <line
            key={`${lane} ${from}`}
            class="life"
            x1={x(lane)}
            x2={x(lane)}
            y1={y(clip(from)) - (from === 0 ? 8 : 0)}
            y2={y(clip(to)) + (to === drawing.rows.length - 1 ? 14 : 0)}
          />
        )),
      )}
    </>
  );
}

interface MarkProps {
  readonly entry: Entry;
  readonly x: number | undefined;
  readonly y: number;
  readonly scale: Scale;
  readonly width: number;
  readonly isChosen: boolean;
  readonly isDimmed: boolean;
}

function Mark({ entry, x, y, scale, width, isChosen, isDimmed }: MarkProps) {
  if (x === undefined) return <NetworkMark entry={entry} y={y} isDimmed={isDimmed} />;
  const { kind, type, subject, results } = entry;
  // Nothing else is in its row, so a label may extend over other lanes.
  const [right, left] = [width - x - 24, x - GUTTER - 16];
  const r = scale.row < LABELS_FROM_ROW ? 3 : 4.5;
  const isOwn = kind === 'fire' || kind === 'command' || kind === 'add' || kind === 'crash';
  const label = isOwn && scale.row >= LABELS_FROM_ROW ? subject : '';
  const result = results.length > 0 && scale.row >= LABELS_FROM_ROW ? results.join(', ') : '';
  const isLeft = left > right && fitted(label, right) !== label;
  const isWrong = entry.flags.some((flag) => flag.kind === 'violated');
  const classes = ['mark', kind, colourOf(type), isChosen && 'is-chosen', isDimmed && 'is-dimmed'];
  return (
    <g class={classes.filter(Boolean).join(' ')}>
      {kind === 'crash' ? (
        <path class="cross" d={`M${x - 6} ${y - 6}l12 12m0 -12l-12 12`} />
      ) : kind === 'fire' ? (
        <path
          class="dot"
          d={`M${x} ${y - r - 1}l${r + 1} ${r + 1}l${-r - 1} ${r + 1}l${-r - 1} ${-r - 1}z`}
        />
      ) : (
        <circle class="dot" cx={x} cy={y} r={r} />
      )}
      {label !== '' && (
        <text
          class="label"
          x={isLeft ? x - 11 : x + 11}
          y={y + 4}
          text-anchor={isLeft ? 'end' : 'start'}
        >
          {fitted(label, isLeft ? left : right, kind === 'crash' ? 'bold' : 'plain')}
        </text>
      )}
      {result !== '' && (
        <text class={`result ${isWrong ? 'is-wrong' : ''}`} x={x + 9} y={y + 27}>
          {fitted(`${isWrong ? '✗' : '='} ${result}`, right, 'bold')}
        </text>
      )}
      <Flags entry={entry} x={x} y={y} />
    </g>
  );
}

/** Events that happen at no node: links, messages set aside. */
function NetworkMark({ entry, y, isDimmed }: Pick<MarkProps, 'entry' | 'y' | 'isDimmed'>) {
  if (entry.kind !== 'links' && entry.kind !== 'set-aside' && entry.kind !== 'restore') {
    return undefined;
  }
  return (
    <text class={`network ${isDimmed ? 'is-dimmed' : ''}`} x={GUTTER + 6} y={y + 4}>
      {`⇄ ${entry.title}`}
    </text>
  );
}

/** A ring around a step that violated an invariant or reached a goal. */
function Flags({ entry, x, y }: Pick<MarkProps, 'entry' | 'x' | 'y'> & { readonly x: number }) {
  const flag = entry.flags[0];
  if (flag === undefined || flag.kind === 'prune') return undefined;
  return <circle class={`ring ${flag.kind}`} cx={x} cy={y} r={9} />;
}
