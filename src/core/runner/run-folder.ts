import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { whyUnwritten, writeWhole } from '../machine/index.js';

/** Runs that are kept of a lab unless its labtest.yaml says otherwise. */
const RUNS_KEPT = 30;
const LATEST = 'latest';
const REPORT = 'report.json';
/** What run folders are called, and nothing else in logs/: `2026-11-23T10-24-16-1f3a`. */
const RUN_NAME = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-[0-9a-f]{4}$/;

/**
 * The folder one run leaves below logs/: its report, and the logs and traces of what failed. When
 * none can be made there, a temporary one takes its place, and goes when the run is over. What
 * cannot be written costs no result: it is said, once.
 */
export class RunFolder {
  /** Absolute. */
  readonly folder: string;
  /** Whether it stays when the run is over. */
  readonly kept: boolean;
  readonly #logs: string;
  readonly #warn: (text: string) => void;
  #reported = false;
  #dropped = false;
  #unsaved = false;

  private constructor(folder: string, logs: string, kept: boolean, warn: (text: string) => void) {
    this.folder = folder;
    this.kept = kept;
    this.#logs = logs;
    this.#warn = warn;
  }

  /** Makes one below `root`/logs; `warn` hears in words of what cannot be done. */
  static make(root: string, warn: (text: string) => void): RunFolder {
    const logs = path.join(root, 'logs');
    try {
      const folder = path.join(logs, runName());
      mkdirSync(folder, { recursive: true });
      return new RunFolder(folder, logs, true, warn);
    } catch (error) {
      const folder = mkdtempSync(path.join(tmpdir(), 'labtest-'));
      warn(`no logs are kept: ${logs}: ${whyUnwritten(error)}`);
      return new RunFolder(folder, logs, false, warn);
    }
  }

  /** Writes the report, whole or not at all. */
  report(text: string): void {
    try {
      writeWhole(path.join(this.folder, REPORT), text);
      this.#reported = true;
    } catch (error) {
      this.unsaved(whyUnwritten(error));
    }
  }

  /** Something of the run could not be written; said once, whatever else follows. */
  unsaved(why: string): void {
    if (this.#unsaved) return;
    this.#unsaved = true;
    if (this.kept) this.#warn(`not all of this run could be saved in ${this.folder}: ${why}`);
  }

  /** Nothing of this run is worth keeping. */
  drop(): void {
    this.#dropped = true;
  }

  /** The run is over: makes it the latest and drops the oldest, or all of it when not kept. */
  close(runsKept = RUNS_KEPT): void {
    if (!this.kept || this.#dropped) {
      rmSync(this.folder, { recursive: true, force: true });
      return;
    }
    // `latest` goes on leading to the run before when there is no whole report of this one.
    if (!this.#reported) return this.#removeEmpty();
    const name = path.basename(this.folder);
    try {
      pointLatest(this.#logs, name);
    } catch (error) {
      const latest = path.join(this.#logs, LATEST);
      this.#warn(`${latest} cannot be set to this run, logs/${name}: ${whyUnwritten(error)}`);
    }
    this.#prune(name, runsKept);
  }

  #removeEmpty(): void {
    try {
      rmdirSync(this.folder);
    } catch {
      // What could be written is there, or the whole folder of the lab is gone.
    }
  }

  /** Drops the oldest; never this one, whatever the clocks said when the others were made. */
  #prune(own: string, runsKept: number): void {
    try {
      const others = readdirSync(this.#logs).filter((name) => RUN_NAME.test(name) && name !== own);
      const old = others.sort().slice(0, Math.max(0, others.length + 1 - runsKept));
      for (const name of old) rmSync(path.join(this.#logs, name), { recursive: true, force: true });
      if (old.length > 0) {
        const what = old.length === 1 ? `the oldest run, logs/${old[0]}` : `${old.length} old runs`;
        this.#warn(`removed ${what}: ${runsKept} are kept (keepRuns in labtest.yaml)`);
      }
    } catch (error) {
      this.#warn(`old runs in ${this.#logs} cannot be removed: ${whyUnwritten(error)}`);
    }
  }
}

/** The newest run's folder below `root`/logs, if there is one with a report. */
export function latestRun(root: string): string | undefined {
  const logs = path.join(root, 'logs');
  const latest = path.join(logs, LATEST);
  if (existsSync(path.join(latest, REPORT))) return latest;
  try {
    return path.join(logs, readFileSync(latest, 'utf8').trim());
  } catch {
    return newestByName(logs);
  }
}

/** For when something else is where the link should be. */
function newestByName(logs: string): string | undefined {
  const names = existsSync(logs) ? readdirSync(logs).filter((name) => RUN_NAME.test(name)) : [];
  const reported = names.filter((name) => existsSync(path.join(logs, name, REPORT)));
  const newest = reported.sort().at(-1);
  return newest === undefined ? undefined : path.join(logs, newest);
}

/** The date is in the folder's name alone: two runs of one seed leave the same files. */
function runName(): string {
  const date = new Date().toISOString().slice(0, 19).replaceAll(':', '-');
  const drawn = crypto.getRandomValues(Buffer.alloc(2)).toString('hex');
  return `${date}-${drawn}`;
}

/** By renaming, so that `latest` is there at every moment, whoever else is at it. */
function pointLatest(logs: string, name: string): void {
  const latest = path.join(logs, LATEST);
  const next = path.join(logs, `.${LATEST}-${name}`);
  try {
    try {
      symlinkSync(name, next, 'dir');
    } catch {
      // No symbolic links here (Windows without the right): a file that says the name will do.
      writeFileSync(next, `${name}\n`);
    }
    renameSync(next, latest);
  } catch (error) {
    rmSync(next, { force: true });
    throw error;
  }
}
