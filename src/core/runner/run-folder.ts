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

/** How many runs of a lab to keep, unless its labtest.yaml says otherwise. */
const RUNS_KEPT = 30;
const LATEST = 'latest';
const REPORT = 'report.json';
/** The names of run folders, which nothing else in logs/ has: `2026-11-23T10-24-16-1f3a`. */
const RUN_NAME = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-[0-9a-f]{4}$/;

/**
 * The folder that one run leaves in logs/: its report, and the logs and traces of failures. If it
 * cannot be created there, a temporary folder takes its place and is removed after the run. A
 * failed write costs no result; it is reported once.
 */
export class RunFolder {
  /** Absolute. */
  readonly folder: string;
  /** Whether it stays after the run. */
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

  /** Makes one in `root`/logs; `warn` gets a message for anything that cannot be done. */
  static make(root: string, warn: (text: string) => void): RunFolder {
    const logs = path.join(root, 'logs');
    try {
      const folder = path.join(logs, runName());
      mkdirSync(folder, { recursive: true });
      return new RunFolder(folder, logs, true, warn);
    } catch (error) {
      const folder = mkdtempSync(path.join(tmpdir(), 'labtest-'));
      warn(`no logs are saved: ${logs}: ${whyUnwritten(error)}`);
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

  /** Something of the run could not be written; reported only the first time. */
  unsaved(why: string): void {
    if (this.#unsaved) return;
    this.#unsaved = true;
    if (this.kept) this.#warn(`not all of this run could be saved in ${this.folder}: ${why}`);
  }

  /** Keep nothing of this run. */
  drop(): void {
    this.#dropped = true;
  }

  /** Ends the run: makes it the latest and removes the oldest, or removes this one if not kept. */
  close(runsKept = RUNS_KEPT): void {
    if (!this.kept || this.#dropped) {
      rmSync(this.folder, { recursive: true, force: true });
      return;
    }
    // Without a complete report of this run, `latest` still points to the previous one.
    if (!this.#reported) return this.#removeEmpty();
    const name = path.basename(this.folder);
    try {
      pointLatest(this.#logs, name);
    } catch (error) {
      const latest = path.join(this.#logs, LATEST);
      this.#warn(`${latest} cannot point to this run, logs/${name}: ${whyUnwritten(error)}`);
    }
    this.#prune(name, runsKept);
  }

  #removeEmpty(): void {
    try {
      rmdirSync(this.folder);
    } catch {
      // Whatever could be written is there, or the lab's whole folder is gone.
    }
  }

  /** Removes the oldest runs, but never this one, whatever the clock said for the others. */
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

/** The newest run's folder in `root`/logs, if there is one with a report. */
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

/** Used if something else is in the link's place. */
function newestByName(logs: string): string | undefined {
  const names = existsSync(logs) ? readdirSync(logs).filter((name) => RUN_NAME.test(name)) : [];
  const reported = names.filter((name) => existsSync(path.join(logs, name, REPORT)));
  const newest = reported.sort().at(-1);
  return newest === undefined ? undefined : path.join(logs, newest);
}

/** Only the folder's name has the date: two runs of one seed leave the same files. */
function runName(): string {
  const date = new Date().toISOString().slice(0, 19).replaceAll(':', '-');
  const drawn = crypto.getRandomValues(Buffer.alloc(2)).toString('hex');
  return `${date}-${drawn}`;
}

/** It renames, so that `latest` always exists, whoever else changes it. */
function pointLatest(logs: string, name: string): void {
  const latest = path.join(logs, LATEST);
  const next = path.join(logs, `.${LATEST}-${name}`);
  try {
    try {
      symlinkSync(name, next, 'dir');
    } catch {
      // No symbolic links here (Windows without the permission): a file with the name will do.
      writeFileSync(next, `${name}\n`);
    }
    renameSync(next, latest);
  } catch (error) {
    rmSync(next, { force: true });
    throw error;
  }
}
