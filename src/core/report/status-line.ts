import type { Ora } from 'ora';
import { isPlain } from './style.js';

/** The line that shows what is going on. */
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
 * A spinner on a terminal; nothing in a pipe or a file. A terminal that does not know its width (as
 * in some CI systems) gets none, since ora would clear lines forever; nor does one that cannot
 * clear a line.
 */
export function statusLineFor(stream: NodeJS.WriteStream): StatusLine {
  const canShow = stream.isTTY && stream.columns > 0 && process.env['TERM'] !== 'dumb';
  return canShow ? new SpinnerLine(stream) : SILENT;
}

class SpinnerLine implements StatusLine {
  readonly #stream: NodeJS.WriteStream;
  #spinner: Ora | undefined;
  #text = '';
  #visible = false;
  #closed = false;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
    // Loaded while the tests run: a run that ends before it is loaded needs no spinner.
    void import('ora').then(({ default: ora }) => {
      if (this.#closed) return;
      const color = isPlain(process.env) ? false : 'cyan';
      this.#spinner = ora({ stream: this.#stream, discardStdin: false, color });
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
