import { createReadStream } from 'node:fs';
import type { Writable } from 'node:stream';

/**
 * Writes to a stream no faster than its reader reads: logs may be larger than the memory, and
 * `labtest -g FINEST | less` reads slowly.
 */
export class PacedOutput {
  readonly #stream: Writable;

  constructor(stream: Writable) {
    this.#stream = stream;
  }

  /** Output that nobody reads any more is dropped; whoever watches the stream handles that. */
  async write(text: string | Buffer): Promise<void> {
    if (text.length === 0 || this.#stream.destroyed) return;
    await new Promise<void>((resolve) => void this.#stream.write(text, () => resolve()));
  }

  /** Copies a file as it is. */
  async copy(file: string): Promise<void> {
    for await (const chunk of createReadStream(file)) await this.write(chunk as Buffer);
  }
}
