import type { Ora } from 'ora';
import type { RunStatus } from '../runner/index.js';
import { grouped, seconds } from './quantities.js';

/** The line that says what is going on right now. */
export interface StatusLine {
  show(text: string): void;
  /** Takes it off the screen while something is printed. */
  hide(): void;
  /** Brings it back. */
  resume(): void;
  close(): void;
}

const SILENT: StatusLine = {
  show: () => {},
  hide: () => {},
  resume: () => {},
  close: () => {},
};

/**
 * A spinner on a terminal; nothing at all in a pipe or a file. A terminal that does not know its
 * width (there are such, in CI) gets none: ora would clear lines for ever.
 */
export function statusLineFor(stream: NodeJS.WriteStream): StatusLine {
  return stream.isTTY && stream.columns > 0 ? new SpinnerLine(stream) : SILENT;
}

class SpinnerLine implements StatusLine {
  readonly #stream: NodeJS.WriteStream;
  #spinner: Ora | undefined;
  #text = '';
  #visible = false;
  #closed = false;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
    // Loaded while the tests run: what ends within its loading time needs no spinner.
    void import('ora').then(({ default: ora }) => {
      if (this.#closed) return;
      this.#spinner = ora({ stream: this.#stream, discardStdin: false });
      this.#refresh();
    });
  }

  show(text: string): void {
    this.#text = text;
    this.#visible = true;
    this.#refresh();
  }

  hide(): void {
    this.#visible = false;
    this.#spinner?.stop();
  }

  resume(): void {
    this.#visible = true;
    this.#refresh();
  }

  close(): void {
    this.#closed = true;
    this.hide();
  }

  #refresh(): void {
    if (this.#spinner === undefined || !this.#visible || this.#closed) return;
    this.#spinner.text = this.#text;
    if (!this.#spinner.isSpinning) this.#spinner.start();
  }
}

/** `3/32 tests · 2.17 (b): 1 234 567 states, depth 14, ...` */
export function statusText({ finished, of, search }: RunStatus): string {
  const tests = `${finished}/${of} tests`;
  if (search === undefined) return tests;
  const { search: name, states, depth, statesPerDepth, wallMs } = search.status;
  const rate = wallMs > 0 ? Math.round((states / wallMs) * 1000) : 0;
  const last = statesPerDepth.at(-2) ?? 0;
  const growth = last > 0 ? `, ×${((statesPerDepth.at(-1) ?? 0) / last).toFixed(2)} a level` : '';
  return (
    `${tests} · ${search.number} ${name}: ${grouped(states)} states, depth ${depth}, ` +
    `${grouped(rate)} states/s${growth}, ${seconds(wallMs)}`
  );
}
