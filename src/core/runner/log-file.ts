import { closeSync, openSync, writeFileSync } from 'node:fs';
import { whyUnwritten } from '../machine/index.js';
import { shownLine, shownText } from '../support/index.js';
import type { LogRecord } from '../testkit/index.js';

const CHUNK_CHARS = 64 * 1024;

/** How much a bounded log keeps of its beginning and (up to twice this) its end: 20 MB in all. */
export const HEAD_CHARS_MAX = 10 * 1024 * 1024;
export const TAIL_CHARS_MAX = 5 * 1024 * 1024;

/** One record as lines of text, each with virtual time, node and level. */
export function formatRecord({ at, node, level, text }: LogRecord): string {
  const prefix = `${at.toFixed(3).padStart(12)} ${shownLine(node).padEnd(12)} ${level.padEnd(7)} `;
  return shownText(text)
    .split('\n')
    .map((line) => `${prefix}${line}\n`)
    .join('');
}

/** How a log is kept. */
export interface LogFileOptions {
  /** If omitted, the log is complete, however long. */
  readonly bounds?: { readonly headMax: number; readonly tailMax: number };
  /** Called with the reason if the log cannot be written; the log then ends there. */
  readonly onUnsaved: (why: string) => void;
}

/**
 * A log on disk, created with its first record. It is written synchronously and in chunks, because
 * a test runs to its end without a turn of the event loop and must not collect its log in memory.
 */
export class LogFile {
  readonly #file: string;
  readonly #bounds: LogFileOptions['bounds'];
  readonly #onUnsaved: LogFileOptions['onUnsaved'];
  #isLost = false;
  #descriptor: number | undefined;
  #chunk = '';
  #written = 0;
  #tail: string[] = [];
  #tailChars = 0;
  #cutRecords = 0;

  constructor(file: string, { bounds, onUnsaved }: LogFileOptions) {
    this.#file = file;
    this.#bounds = bounds;
    this.#onUnsaved = onUnsaved;
  }

  write(record: LogRecord): void {
    if (this.#isLost) return;
    const text = formatRecord(record);
    if (this.#bounds !== undefined && this.#written + this.#chunk.length > this.#bounds.headMax) {
      this.#keepForTheEnd(text, this.#bounds.tailMax);
      return;
    }
    this.#chunk += text;
    if (this.#chunk.length >= CHUNK_CHARS) this.#flush();
  }

  /** Completes the file. Returns whether there is one: without records there is none. */
  close(): boolean {
    if (this.#cutRecords > 0) {
      this.#chunk += `... ${this.#cutRecords} records left out; this log keeps both ends ...\n`;
    }
    this.#chunk += this.#tail.join('');
    if (this.#chunk !== '') this.#flush();
    if (this.#descriptor === undefined) return false;
    closeSync(this.#descriptor);
    return true;
  }

  #keepForTheEnd(text: string, tailMax: number): void {
    this.#tail.push(text);
    this.#tailChars += text.length;
    if (this.#tailChars <= 2 * tailMax) return;
    // Cut in bulk, since dropping records from the front one by one would cost a copy each.
    let kept = this.#tailChars;
    let first = 0;
    while (kept > tailMax) kept -= (this.#tail[first++] as string).length;
    this.#tail = this.#tail.slice(first);
    this.#tailChars = kept;
    this.#cutRecords += first;
  }

  #flush(): void {
    try {
      this.#descriptor ??= openSync(this.#file, 'w');
      writeFileSync(this.#descriptor, this.#chunk);
    } catch (error) {
      this.#isLost = true;
      this.#onUnsaved(whyUnwritten(error));
    }
    this.#written += this.#chunk.length;
    this.#chunk = '';
  }
}
