import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { BOX_LEVELS, probeLadder } from '../core/isolation/index.js';
import { bytes } from '../core/support/index.js';
import { LabCommand } from './shared/lab-command.js';
import { canOpenBrowser } from './shared/open-in-browser.js';
import { searchMemoryBytes } from './shared/test-settings.js';

/** One thing the machine gives, and what follows from it. */
interface Finding {
  readonly what: string;
  readonly found: string;
  readonly follows: string;
}

export default class Doctor extends LabCommand {
  static override summary = 'Say what this machine gives, and what follows for tests and grading.';
  static override examples = [
    { description: 'One page about this machine', command: '<%= config.bin %> doctor' },
  ];

  async run(): Promise<void> {
    const findings = [node(), cores(), memory(), isolation(), browser(), redis()];
    const width = Math.max(...findings.map(({ what }) => what.length));
    const lines = findings.flatMap(({ what, found, follows }) => [
      `${what.padEnd(width)}  ${found}`,
      `${''.padEnd(width)}  ${follows}`,
    ]);
    process.stdout.write(`labtest ${this.config.version}\n\n${lines.join('\n')}\n`);
    await this.end(0);
  }
}

function node(): Finding {
  return {
    what: 'Node',
    found: `${process.version}, ${process.platform} ${process.arch}`,
    follows: 'Verdicts, counts and traces are the same with every Node from 20.19 on.',
  };
}

function cores(): Finding {
  const count = availableParallelism();
  const atOnce = count === 1 ? 'one process runs' : `${count} processes run`;
  return {
    what: 'cores',
    found: String(count),
    follows: `In a run ${atOnce} at once; fewer change no verdict, and take longer.`,
  };
}

function memory(): Finding {
  const most = searchMemoryBytes();
  return {
    what: 'memory',
    found: `${bytes(most)} for a search`,
    follows: 'A search that needs more is inconclusive, never passed: --max-memory MIB.',
  };
}

function isolation(): Finding {
  const { level, rungs } = probeLadder();
  const isBest = level === BOX_LEVELS[0];
  const missed = rungs.filter(({ works }) => !works).map((rung) => `${rung.level}: ${rung.why}`);
  return {
    what: 'isolation',
    found: `level ${level}: ${rungs.at(-1)?.walls ?? ''}`,
    follows: isBest
      ? 'labtest grade can be given submissions of strangers.'
      : `labtest grade asks for --allow-weaker-isolation here (${missed.join('; ')}).`,
  };
}

function browser(): Finding {
  return canOpenBrowser()
    ? { what: 'browser', found: 'yes', follows: 'labtest debug opens its page by itself.' }
    : {
        what: 'browser',
        found: 'no screen here',
        follows: 'labtest debug prints an address to open; of another machine, through ssh -L.',
      };
}

function redis(): Finding {
  const { stdout, error } = spawnSync('redis-server', ['--version'], { encoding: 'utf8' });
  const [, version] = /v=(\S+)/.exec(stdout ?? '') ?? [];
  return error !== undefined || version === undefined
    ? {
        what: 'Redis',
        found: 'not installed here',
        follows: 'Only grading on several machines needs one, on any machine: --queue redis://…',
      }
    : {
        what: 'Redis',
        found: version,
        follows: 'labtest grade --queue redis://… can share the work with other machines.',
      };
}
