import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { BOX_LEVELS, probeLadder } from '../../core/isolation/index.js';
import { bytes } from '../../core/support/index.js';
import { canOpenBrowser } from './open-in-browser.js';
import { searchMemoryBytes } from './test-settings.js';

/** One thing that the machine provides, and its consequence. */
export interface MachineFinding {
  readonly what: string;
  readonly found: string;
  readonly follows: string;
}

/** Everything that matters to tests and grading; isolation is found by trying. */
export function machineFindings(): MachineFinding[] {
  return [node(), cores(), memory(), isolation(), browser(), redis()];
}

function node(): MachineFinding {
  return {
    what: 'Node',
    found: `${process.version}, ${process.platform} ${process.arch}`,
    follows: 'Verdicts, counts and traces are the same with every Node from 20.19 on.',
  };
}

function cores(): MachineFinding {
  const count = availableParallelism();
  const atOnce = count === 1 ? 'one process runs' : `${count} processes run`;
  return {
    what: 'cores',
    found: String(count),
    follows: `In a run ${atOnce} at once; with fewer, verdicts are the same and take longer.`,
  };
}

function memory(): MachineFinding {
  const most = searchMemoryBytes();
  return {
    what: 'memory',
    found: `${bytes(most)} for a search`,
    follows: 'A search that needs more is inconclusive, never passed: --max-memory MIB.',
  };
}

function isolation(): MachineFinding {
  const { level, rungs } = probeLadder();
  const isBest = level === BOX_LEVELS[0];
  const missed = rungs.filter(({ works }) => !works).map((rung) => `${rung.level}: ${rung.why}`);
  return {
    what: 'isolation',
    found: `level ${level}: ${rungs.at(-1)?.walls ?? ''}`,
    follows: isBest
      ? 'labtest grade can run the submissions of strangers.'
      : `labtest grade asks for --allow-weaker-isolation here (${missed.join('; ')}).`,
  };
}

function browser(): MachineFinding {
  return canOpenBrowser()
    ? { what: 'browser', found: 'yes', follows: 'labtest debug opens its page by itself.' }
    : {
        what: 'browser',
        found: 'no display here',
        follows: 'labtest debug prints an address to open; from another machine, through ssh -L.',
      };
}

function redis(): MachineFinding {
  const { stdout, error } = spawnSync('redis-server', ['--version'], { encoding: 'utf8' });
  const [, version] = /v=(\S+)/.exec(stdout ?? '') ?? [];
  return error !== undefined || version === undefined
    ? {
        what: 'Redis',
        found: 'not installed here',
        follows: 'Needed only to grade on several machines, on any of them: --queue …',
      }
    : {
        what: 'Redis',
        found: version,
        follows: 'labtest grade --queue redis://… can share the work with other machines.',
      };
}
