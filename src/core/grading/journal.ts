import {
  closeSync,
  existsSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../machine/index.js';
import type { TestOutcome } from '../runner/index.js';
import type { BoxLevel } from '../isolation/index.js';
import type { TestRecord, TestResult } from './test-record.js';

const JOURNAL = 'journal.jsonl';
const BLOBS = 'blobs';
const NEWLINE = 10;
const CHUNK_BYTES = 1 << 20;

/** What is known of a record without reading it again. */
export interface Known {
  readonly isolation: BoxLevel;
  readonly verdict: TestOutcome['verdict'];
}

/** Where a record stands in the journal. */
interface Place extends Known {
  readonly offset: number;
  readonly length: number;
}

/**
 * What has been found out, on disk: a line for each test of each lab, only ever added to, and the
 * evidence beside it under its digest. A process that is killed leaves at worst half a line, which
 * the next one cuts off. Memory holds only where each line is.
 */
export class Journal {
  readonly #folder: string;
  readonly #file: number;
  readonly #places = new Map<string, Place>();
  #end: number;

  /** Opens the journal in a folder, or begins one. */
  constructor(folder: string) {
    mkdirSync(join(folder, BLOBS), { recursive: true });
    this.#folder = folder;
    this.#file = openSync(join(folder, JOURNAL), 'a+');
    this.#end = this.#readPlaces();
    ftruncateSync(this.#file, this.#end);
  }

  known(key: string): Known | undefined {
    return this.#places.get(key);
  }

  get(key: string): TestRecord | undefined {
    const place = this.#places.get(key);
    return place === undefined ? undefined : this.#read(place);
  }

  /** Adds a record; one of the same key that came earlier counts no longer. */
  append({ record, blobs }: TestResult): void {
    // First the evidence: a line in the journal promises that it is there.
    for (const [digest, bytes] of blobs) {
      const file = join(this.#folder, BLOBS, digest);
      if (!existsSync(file)) writeWhole(file, bytes);
    }
    const line = Buffer.from(`${JSON.stringify(record)}\n`);
    writeSync(this.#file, line);
    this.#note(record, this.#end, line.length);
    this.#end += line.length;
  }

  /** Evidence that a record names; undefined when somebody has deleted it. */
  evidence(digest: string): Buffer | undefined {
    const file = join(this.#folder, BLOBS, digest);
    return existsSync(file) ? readFileSync(file) : undefined;
  }

  /** Every record, one at a time. */
  *records(): Generator<TestRecord> {
    for (const place of this.#places.values()) {
      const record = this.#read(place);
      if (record !== undefined) yield record;
    }
  }

  close(): void {
    closeSync(this.#file);
  }

  #note(
    { key, isolation, outcome: { verdict } }: TestRecord,
    offset: number,
    length: number,
  ): void {
    this.#places.set(key, { isolation, verdict, offset, length });
  }

  #read({ offset, length }: Place): TestRecord | undefined {
    const bytes = Buffer.alloc(length);
    readSync(this.#file, bytes, 0, length, offset);
    return parseLine(bytes);
  }

  /** Notes where every whole line is. Returns where the last one ends. */
  #readPlaces(): number {
    const { size } = fstatSync(this.#file);
    const chunk = Buffer.alloc(CHUNK_BYTES);
    let rest = Buffer.alloc(0);
    let lineStart = 0;
    for (let at = 0; at < size;) {
      const count = readSync(this.#file, chunk, 0, chunk.length, at);
      if (count === 0) break;
      at += count;
      let bytes = Buffer.concat([rest, chunk.subarray(0, count)]);
      for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE)) {
        const record = parseLine(bytes.subarray(0, end));
        // A line that a crash of the machine left broken is as good as none.
        if (record !== undefined) this.#note(record, lineStart, end + 1);
        lineStart += end + 1;
        bytes = bytes.subarray(end + 1);
      }
      rest = Buffer.from(bytes);
    }
    return lineStart;
  }
}

function parseLine(bytes: Uint8Array): TestRecord | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString());
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is TestRecord {
  const { key, isolation, outcome, evidence } = (value ?? {}) as Record<string, unknown>;
  return (
    typeof key === 'string' &&
    typeof isolation === 'string' &&
    typeof outcome === 'object' &&
    outcome !== null &&
    typeof evidence === 'object' &&
    evidence !== null
  );
}
