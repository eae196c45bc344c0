import { readSync, writeSync } from 'node:fs';

/** A frame is its length in bytes (4, little endian) and a text in UTF-8. */
const HEADER_BYTES = 4;
const FIRST_BYTES = 64 * 1024;

/** A frame is longer than its reader accepts. */
export class FrameTooLong extends Error {
  constructor(bytes: number, maxBytes: number) {
    super(`a message of ${bytes} bytes; at most ${maxBytes} are accepted`);
  }
}

/** Reads texts from a pipe, and blocks the thread until one arrives. */
export class FrameReader {
  readonly #descriptor: number;
  readonly #maxBytes: number;
  #buffer = Buffer.allocUnsafeSlow(FIRST_BYTES);
  #start = 0;
  #end = 0;

  constructor(descriptor: number, maxBytes: number) {
    this.#descriptor = descriptor;
    this.#maxBytes = maxBytes;
  }

  /** The next text; `undefined` once the other end is closed, even in the middle of a text. */
  read(): string | undefined {
    if (!this.#fill(HEADER_BYTES)) return undefined;
    const bytes = this.#buffer.readUInt32LE(this.#start);
    if (bytes > this.#maxBytes) throw new FrameTooLong(bytes, this.#maxBytes);
    if (!this.#fill(HEADER_BYTES + bytes)) return undefined;
    const from = this.#start + HEADER_BYTES;
    this.#start = from + bytes;
    return this.#buffer.toString('utf8', from, this.#start);
  }

  /** Reads until this many bytes have arrived. */
  #fill(bytes: number): boolean {
    while (this.#end - this.#start < bytes) {
      if (this.#start === this.#end) this.#start = this.#end = 0;
      if (this.#start + bytes > this.#buffer.length) this.#makeRoom(bytes);
      const free = this.#buffer.length - this.#end;
      const count = readSync(this.#descriptor, this.#buffer, this.#end, free, null);
      if (count === 0) return false;
      this.#end += count;
    }
    return true;
  }

  #makeRoom(bytes: number): void {
    const isLarge = bytes > this.#buffer.length;
    const room = isLarge ? Buffer.allocUnsafeSlow(bytes * 2) : this.#buffer;
    this.#buffer.copy(room, 0, this.#start, this.#end);
    this.#end -= this.#start;
    this.#start = 0;
    this.#buffer = room;
  }
}

/** Writes texts to a pipe, and blocks the thread while it is full. */
export class FrameWriter {
  readonly #descriptor: number;
  #buffer = Buffer.allocUnsafeSlow(FIRST_BYTES);

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  write(text: string): void {
    // No character takes more than three bytes in UTF-8.
    const most = HEADER_BYTES + text.length * 3;
    if (most > this.#buffer.length) this.#buffer = Buffer.allocUnsafeSlow(most);
    const bytes = this.#buffer.write(text, HEADER_BYTES, 'utf8');
    this.#buffer.writeUInt32LE(bytes, 0);
    const total = HEADER_BYTES + bytes;
    for (let at = 0; at < total;) {
      at += writeSync(this.#descriptor, this.#buffer, at, total - at);
    }
  }
}
