import { Command } from '@oclif/core/command';
import { refusedPlace } from '../../core/machine/index.js';
import {
  asTyped,
  programName,
  shownLine,
  shownText,
  UsageError,
} from '../../core/support/index.js';
import { nearName } from './near-name.js';
import { endByMachine, endProcess } from './standard-output.js';

/** The exit code if labtest itself is at fault. */
const EXIT_BUG = 70;

/** A command that reports errors for what they are: the user's to fix, or our bug. */
export abstract class LabCommand extends Command {
  /** Ends the process once all output has been read. */
  protected end(code: number): Promise<never> {
    return endProcess(code);
  }

  /** ` Did you mean --depth?` */
  #meant(flag: string): string {
    const { flags } = this.ctor;
    const near = nearName(flag.replace(/^--?/, ''), Object.keys(flags));
    return near === undefined ? '' : `. Did you mean --${near}?`;
  }

  override async catch(
    thrown: Error & { readonly oclif?: { readonly exit?: number } },
  ): Promise<void> {
    if (thrown instanceof UsageError) {
      const lines = [
        `labtest: ${shownLine(thrown.message)}`,
        ...thrown.next.map(shownText).map((line) => `  ${asTyped(line, process.env)}`),
      ];
      process.stderr.write(`${lines.join('\n')}\n  (${thrown.code})\n`);
      this.exit(2);
    }
    // this.exit() throws one of oclif's errors too.
    if ('code' in thrown && thrown.code === 'EEXIT') return super.catch(thrown) as Promise<void>;
    if (thrown.oclif !== undefined) {
      // Wrong flags or arguments. oclif would print the whole help, and the mistake would scroll
      // away.
      const message = thrown.message
        .replace(/\nSee more help with --help$/, '')
        .replace(/^Parsing (--\S+)\s+E/, '$1: e')
        .replaceAll(/\s*\n\s*/g, '\n  ')
        .replace(/^Nonexistent flag: (\S+)$/m, (text, flag: string) => text + this.#meant(flag));
      const command = `${programName(process.env)} ${this.id?.replaceAll(':', ' ')}`;
      process.stderr.write(`labtest: ${message}\n  All flags: ${command} --help\n`);
      this.exit(2);
    }
    endByMachine(thrown);
    const refused = refusedPlace(thrown);
    if (refused !== undefined) {
      process.stderr.write(`labtest: ${shownLine(refused)}\n  (LT005)\n`);
      this.exit(2);
    }
    process.stderr.write(
      [
        'labtest: This is a bug in labtest, not in your code. Please report it with these lines:',
        `  ${process.argv.slice(2).join(' ')}`,
        `  node ${process.version}, ${process.platform}`,
        `  ${thrown.stack ?? thrown.message}`,
        '',
      ].join('\n'),
    );
    this.exit(EXIT_BUG);
  }
}
