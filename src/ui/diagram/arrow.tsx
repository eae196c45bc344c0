import type { Entry } from '../../core/debugger/protocol.js';
import { colourOf } from '../page.js';
import { GUTTER, type Scale } from './layout.js';
import { fitted } from './text-width.js';

export interface ArrowProps {
  readonly entry: Entry;
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly y1: number;
  readonly y2: number;
  readonly scale: Scale;
  readonly width: number;
  readonly isChosen: boolean;
  readonly isDimmed: boolean;
}

const TIP = 7;
/** How far out the arrow of a node to itself goes. */
const LOOP = 30;

interface Ends {
  readonly x1: number;
  readonly x2: number;
}

/** A message, from where it was sent to where it arrived or was lost. */
export function Arrow(props: ArrowProps) {
  const { entry, y1, y2 } = props;
  const ends = endsOf(props);
  if (ends === undefined) return undefined;
  const { x1, x2 } = ends;
  const isLost = entry.kind === 'lose';
  const line = x1 === x2 ? loop(x1, y1, y2) : straight(x1, y1, x2, y2, isLost);
  return (
    <g class={`arrow ${classesOf(props)}`}>
      <path class="shaft" d={line.shaft} />
      {isLost ? (
        <path class="lost" d={`M${x2 - 5} ${y2 - 5}l10 10m0 -10l-10 10`} />
      ) : (
        <path class="tip" d={line.tip} />
      )}
    </g>
  );
}

/** The message along its arrow; drawn after all arrows, so that none of them crosses it out. */
export function ArrowLabel(props: ArrowProps) {
  const { entry, y2, isChosen } = props;
  const ends = endsOf(props);
  if (ends === undefined) return undefined;
  const weight = isChosen ? 'bold' : 'plain';
  const [beside, opposite] = labelPlaces(ends, props.width);
  const isCut = fitted(entry.subject, beside.room, weight) !== entry.subject;
  const { x, anchor, room } = isCut && opposite.room > beside.room ? opposite : beside;
  return (
    <text class={`arrow-label ${classesOf(props)}`} x={x} y={y2 + 13} text-anchor={anchor}>
      {fitted(entry.subject, room, weight)}
    </text>
  );
}

/**
 * On the sender's side, below the arrow, where its own line never is; and on the receiver's side.
 */
function labelPlaces({ x1, x2 }: Ends, width: number) {
  const left = { x: x2 - 9, anchor: 'end', room: x2 - GUTTER - 10 } as const;
  const right = { x: x2 + 9, anchor: 'start', room: width - x2 - 24 } as const;
  if (x1 !== x2) return x2 > x1 ? ([left, right] as const) : ([right, left] as const);
  // A node's message to itself goes around on the right.
  return [{ ...right, x: x2 + LOOP, room: width - x2 - LOOP - 15 }, left] as const;
}

/** If a node is hidden, the arrow comes from the edge on its side. */
function endsOf({ entry, from, to, scale }: ArrowProps): Ends | undefined {
  if (from === undefined && to === undefined) return undefined;
  const x1 = from ?? (to as number) - scale.lane * 0.42;
  const target = to ?? x1 + scale.lane * 0.42;
  return { x1, x2: entry.kind === 'lose' ? x1 + (target - x1) * 0.55 : target };
}

function classesOf({ entry, isChosen, isDimmed }: ArrowProps): string {
  const classes = [
    colourOf(entry.type),
    entry.kind === 'lose' && 'is-lost',
    isChosen && 'is-chosen',
    isDimmed && 'is-dimmed',
  ];
  return classes.filter(Boolean).join(' ');
}

interface Line {
  readonly shaft: string;
  readonly tip: string;
}

function straight(x1: number, y1: number, x2: number, y2: number, isLost: boolean): Line {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const length = Math.hypot(dx, dy) || 1;
  const [ux, uy] = [dx / length, dy / length];
  const stop = isLost ? 0 : 5;
  const [ex, ey] = [x2 - ux * stop, y2 - uy * stop];
  const [bx, by] = [ex - ux * TIP, ey - uy * TIP];
  const [px, py] = [-uy * TIP * 0.55, ux * TIP * 0.55];
  return {
    shaft: `M${x1} ${y1}L${isLost ? x2 : bx} ${isLost ? y2 : by}`,
    tip: `M${ex} ${ey}L${bx + px} ${by + py}L${bx - px} ${by - py}z`,
  };
}

/** A node's message to itself. */
function loop(x: number, y1: number, y2: number): Line {
  const out = LOOP - 4;
  return {
    shaft: `M${x} ${y1}C${x + out} ${y1} ${x + out} ${y2} ${x + 5 + TIP} ${y2}`,
    tip: `M${x + 5} ${y2}l${TIP} -4l0 8z`,
  };
}
