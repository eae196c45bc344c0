/** The size of the diagram's labels, and the weight of the selected ones. */
const SIZE = '11.5px';
const WEIGHTS = { plain: 400, bold: 650 } as const;
export type Weight = keyof typeof WEIGHTS;

const KNOWN_MAX = 20_000;
const known = new Map<string, number>();
let brush: CanvasRenderingContext2D | null | undefined;

/** The width of a label, in pixels. */
function widthOf(text: string, weight: Weight): number {
  const key = `${weight} ${text}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  brush ??= document.createElement('canvas').getContext('2d');
  if (brush === null) return text.length * 7;
  brush.font = `${WEIGHTS[weight]} ${SIZE} ${getComputedStyle(document.body).fontFamily}`;
  const { width } = brush.measureText(text);
  if (known.size >= KNOWN_MAX) known.clear();
  known.set(key, width);
  return width;
}

/** As much of a text as fits. */
export function fitted(text: string, room: number, weight: Weight = 'plain'): string {
  const width = widthOf(text, weight);
  if (width <= room) return text;
  const guess = Math.floor((text.length * room) / width);
  for (let length = guess; length > 2; length--) {
    const part = `${text.slice(0, length)}…`;
    if (widthOf(part, weight) <= room) return part;
  }
  return `${text.slice(0, 2)}…`;
}
