import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { closeSync, constants, fstatSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FrameReader, FrameWriter } from '../box/index.js';
import { endBoxWithThisProcess, killGroup, type BoxCommand } from '../isolation/index.js';

/** How much to keep of what the box says when it ends. */
const LAST_WORDS_BYTES = 4096;

/**
 * A process in a box, with a pipe in each direction. These are named pipes because Node's own do
 * not block, and this thread waits for answers without turning the event loop.
 */
export class PipedProcess {
  readonly pid: number;
  readonly answers: FrameReader;
  readonly requests: FrameWriter;
  readonly #child: ChildProcess;
  readonly #descriptors: readonly number[];
  readonly #stderr: number;
  #isOpen = true;

  constructor(command: BoxCommand, answerBytesMax: number) {
    const { program, args, env } = command;
    const folder = mkdtempSync(path.join(tmpdir(), 'labtest-box-'));
    try {
      const [to, from, words] = ['to', 'from', 'words'].map((name) => path.join(folder, name)) as [
        string,
        string,
        string,
      ];
      execFileSync('mkfifo', ['-m', '600', to, from]);
      const [toBox, boxIn] = openPipe(to);
      const [boxOut, fromBox] = openPipe(from);
      this.#stderr = openSync(words, 'w+', 0o600);
      this.#child = spawn(program, args, {
        env,
        cwd: '/',
        stdio: [boxIn, boxOut, this.#stderr],
        // Its own process group, so that all of it can be ended.
        detached: true,
      });
      // A missing program is treated like any other that does not answer.
      this.#child.on('error', () => undefined);
      this.#child.unref();
      closeSync(boxIn);
      closeSync(boxOut);
      this.pid = this.#child.pid ?? 0;
      this.#child.on('exit', endBoxWithThisProcess(command, this.pid));
      this.#descriptors = [toBox, fromBox, this.#stderr];
      this.requests = new FrameWriter(toBox);
      this.answers = new FrameReader(fromBox, answerBytesMax);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /** The beginning of what it wrote to its standard error. */
  lastWords(): string {
    if (!this.#isOpen) return '';
    const bytes = Buffer.alloc(Math.min(LAST_WORDS_BYTES, fstatSync(this.#stderr).size));
    const count = readSync(this.#stderr, bytes, 0, bytes.length, 0);
    return bytes.toString('utf8', 0, count);
  }

  /** Ends it and all its descendants at once. */
  kill(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    killGroup(this.pid);
    for (const descriptor of this.#descriptors) closeSync(descriptor);
  }
}

/** Both ends of a named pipe. Opening one end waits for the other: a third descriptor is both. */
function openPipe(file: string): [write: number, read: number] {
  const both = openSync(file, constants.O_RDWR);
  const ends: [number, number] = [
    openSync(file, constants.O_WRONLY),
    openSync(file, constants.O_RDONLY),
  ];
  closeSync(both);
  return ends;
}
