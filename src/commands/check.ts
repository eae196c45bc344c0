import path from 'node:path';
import {
  isCutOff,
  isImpure,
  placesIn,
  QuietReporter,
  renderCheck,
  renderUnloaded,
} from '../core/report/index.js';
import { statusLineFor, styleFor } from '../core/report/index.js';
import { exitCodeOf, planTest, runTests } from '../core/runner/index.js';
import { chooseTests } from './shared/choose-tests.js';
import { labFlags } from './shared/flags.js';
import { interruption } from './shared/interruption.js';
import { LabCommand } from './shared/lab-command.js';
import { labOf } from './shared/lab-of.js';
import { reproduceFlagsOf, settingsOf } from './shared/test-settings.js';
import Search from './search.js';

/** The budget of each search: impurity shows early, if it shows at all. */
const STATES = '50000';

export default class Check extends LabCommand {
  static override summary =
    'Check that handlers are pure: the same call always does the same thing.';
  static override examples = [
    { description: 'The lab around the current folder', command: '<%= config.bin %> check' },
  ];
  static override flags = labFlags;

  async run(): Promise<void> {
    const { flags: own } = await this.parse(Check);
    const where = own.solution === undefined ? [] : ['--solution', own.solution];
    const { flags } = await this.parse(Search, ['--states', STATES, '--checks', ...where]);
    const lab = await labOf(own);
    const solution = path.relative(process.cwd(), lab.folder.solution) || '.';
    const interrupted = interruption();
    const report = await runTests(
      {
        ...lab,
        solution,
        planned: chooseTests('search', lab, [], flags).map((test) => planTest(test, {})),
        settings: settingsOf(flags),
        reproduceFlags: reproduceFlagsOf(flags),
        keep: 'none',
      },
      new QuietReporter(statusLineFor(process.stderr)),
      interrupted.signal,
    );
    const style = await styleFor(process.stdout, process.env);
    const places = placesIn('.', lab.folder.solution);
    const unloaded = report.fault !== undefined;
    const render = unloaded ? renderUnloaded : renderCheck;
    process.stdout.write(render(report, style, places));
    const code = interrupted.exitCode() ?? exitCodeOf(report);
    const isDone = !unloaded && !report.interrupted && report.halted === undefined;
    const isWrong = isImpure(report) || isCutOff(report);
    await this.end(isDone ? Number(isWrong) : code);
  }
}
