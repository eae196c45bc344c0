import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import type { Writable } from 'node:stream';

/**
 * Writes to a stream no faster than the reader takes it: logs may be larger than the memory, and
 * `labtest -g FINEST | less` reads slowly.
 */
export class PacedOutput {
  readonly #stream: Writable;

  constructor(stream: Writable) {
    this.#stream = stream;
  }

  async write(text: string): Promise<void> {
    if (text !== '' && !this.#stream.write(text)) await once(this.#stream, 'drain');
  }

  /** Copies a file as it is. */
  async copy(file: string): Promise<void> {
    for await (const chunk of createReadStream(file)) {
      if (!this.#stream.write(chunk)) await once(this.#stream, 'drain');
    }
  }
}
