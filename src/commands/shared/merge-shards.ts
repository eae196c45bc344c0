import { cpSync, existsSync } from 'node:fs';
import path from 'node:path';
import {
  HIDDEN,
  lockFolder,
  mergedState,
  readClassState,
  STATE,
  SUBMISSIONS,
  writeClass,
} from '../../core/grading/index.js';
import { UsageError } from '../../core/support/index.js';
import { GradingReport } from './grading-report.js';

/** Puts the results of shards together. Returns the exit code. */
export function mergeShards(folders: readonly string[], outFolder: string): number {
  if (folders.length === 0) {
    throw new UsageError('LT004', 'labtest grade merge needs the folders of the shards.', [
      'labtest grade merge shard-1 shard-2 --out grades',
    ]);
  }
  const out = path.resolve(outFolder);
  const state = mergedState(folders.map((folder) => readClassState(path.join(folder, STATE))));
  const unlock = lockFolder(path.join(out, STATE));
  try {
    for (const folder of folders) {
      for (const part of [SUBMISSIONS, HIDDEN]) {
        const from = path.join(folder, part);
        if (existsSync(from)) cpSync(from, path.join(out, part), { recursive: true });
      }
    }
    writeClass(out, state);
  } finally {
    unlock();
  }
  return new GradingReport(out, false, state.standings.length).end(state.standings, undefined);
}
