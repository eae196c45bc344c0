/** The order of several edits at one offset: closers first, then openers. */
type Side = 'close' | 'open' | 'replace';

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly side: Side;
  readonly order: number;
}

const SIDE_RANK: Record<Side, number> = { close: 0, open: 1, replace: 2 };

/** The edited text, and where the original offsets went. */
export interface EditedText {
  readonly text: string;
  /** The new offset of an original one; `undefined` if that text is gone. */
  locate(offset: number): number | undefined;
}

/**
 * Edits one text at many places at once. Every line keeps its number: a replaced range keeps its
 * line breaks.
 */
export class TextEdits {
  readonly #source: string;
  readonly #edits: Edit[] = [];

  constructor(source: string) {
    this.#source = source;
  }

  /** Inserts at an offset, after earlier openings there. */
  open(at: number, text: string): void {
    this.#add(at, at, text, 'open');
  }

  /** Inserts at an offset, before earlier closings there: the outer one closes last. */
  close(at: number, text: string): void {
    this.#add(at, at, text, 'close');
  }

  /** Replaces a range, which may contain no other edit. */
  replace(start: number, end: number, text: string): void {
    const breaks = this.#source.slice(start, end).replaceAll(/[^\n]/g, '');
    this.#add(start, end, text + breaks, 'replace');
  }

  /** Replaces a range with a text that has the same line breaks. */
  rewrite(start: number, end: number, text: string): void {
    this.#add(start, end, text, 'replace');
  }

  apply(): EditedText {
    const edits = this.#edits.toSorted(
      (a, b) =>
        a.start - b.start ||
        SIDE_RANK[a.side] - SIDE_RANK[b.side] ||
        (a.side === 'close' ? b.order - a.order : a.order - b.order),
    );
    const parts: string[] = [];
    let at = 0;
    for (const edit of edits) {
      parts.push(this.#source.slice(at, edit.start), edit.text);
      at = edit.end;
    }
    parts.push(this.#source.slice(at));
    return { text: parts.join(''), locate: locator(edits) };
  }

  #add(start: number, end: number, text: string, side: Side): void {
    this.#edits.push({ start, end, text, side, order: this.#edits.length });
  }
}

/** An offset is located before the text that is inserted at it. */
function locator(edits: readonly Edit[]): EditedText['locate'] {
  const deltas: number[] = [];
  let delta = 0;
  for (const edit of edits) {
    delta += edit.text.length - (edit.end - edit.start);
    deltas.push(delta);
  }
  return (offset) => {
    let low = 0;
    let high = edits.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((edits[middle] as Edit).start < offset) low = middle + 1;
      else high = middle;
    }
    if (low === 0) return offset;
    if ((edits[low - 1] as Edit).end > offset) return undefined;
    return offset + (deltas[low - 1] as number);
  };
}
