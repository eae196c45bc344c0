import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const RUNS_KEPT = 30;
const LATEST = 'latest';
/** What run folders are called, and nothing else in logs/: `2026-11-23T10-24-16-1f3a`. */
const RUN_NAME = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-[0-9a-f]{4}$/;

/**
 * The folder one run leaves below logs/: its report, and the logs and traces of what failed. When
 * none can be made there, a temporary one takes its place, and goes when the run is over.
 */
export class RunFolder {
  /** Absolute. */
  readonly folder: string;
  /** Why nothing of this run is kept, if so. */
  readonly warning: string | undefined;
  readonly #logs: string;
  #dropped = false;

  private constructor(folder: string, logs: string, warning?: string) {
    this.folder = folder;
    this.#logs = logs;
    this.warning = warning;
  }

  /** Makes one below `root`/logs. */
  static make(root: string): RunFolder {
    const logs = path.join(root, 'logs');
    try {
      const folder = path.join(logs, runName());
      mkdirSync(folder, { recursive: true });
      return new RunFolder(folder, logs);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const folder = mkdtempSync(path.join(tmpdir(), 'labtest-'));
      return new RunFolder(folder, logs, `no logs are kept: ${why}`);
    }
  }

  get kept(): boolean {
    return this.warning === undefined;
  }

  write(name: string, text: string): void {
    writeFileSync(path.join(this.folder, name), text);
  }

  /** Nothing of this run is worth keeping. */
  drop(): void {
    this.#dropped = true;
  }

  /** The run is over: makes it the latest and drops the oldest, or all of it when not kept. */
  close(): void {
    if (!this.kept || this.#dropped) {
      rmSync(this.folder, { recursive: true, force: true });
      return;
    }
    pointLatest(this.#logs, path.basename(this.folder));
    const runs = readdirSync(this.#logs).filter((name) => RUN_NAME.test(name));
    for (const name of runs.sort().slice(0, -RUNS_KEPT)) {
      rmSync(path.join(this.#logs, name), { recursive: true, force: true });
    }
  }
}

/** The newest run's folder below `root`/logs, if there is one. */
export function latestRun(root: string): string | undefined {
  const latest = path.join(root, 'logs', LATEST);
  if (existsSync(path.join(latest, 'report.json'))) return latest;
  try {
    return path.join(root, 'logs', readFileSync(latest, 'utf8').trim());
  } catch {
    return undefined;
  }
}

/** The date is in the folder's name alone: two runs of one seed leave the same files. */
function runName(): string {
  const date = new Date().toISOString().slice(0, 19).replaceAll(':', '-');
  return `${date}-${randomBytes(2).toString('hex')}`;
}

/** By renaming, so that `latest` is there at every moment, whoever else is at it. */
function pointLatest(logs: string, name: string): void {
  const latest = path.join(logs, LATEST);
  const next = path.join(logs, `.${LATEST}-${name}`);
  try {
    symlinkSync(name, next, 'dir');
  } catch {
    // No symbolic links here (Windows without the right): a file that says the name will do.
    writeFileSync(next, `${name}\n`);
  }
  renameSync(next, latest);
}
