import { LabCommand } from './shared/lab-command.js';
import { machineFindings } from './shared/machine-findings.js';

export default class Doctor extends LabCommand {
  static override summary =
    'Show what this machine offers, and what that means for tests and grading.';
  static override examples = [
    { description: 'One page about this machine', command: '<%= config.bin %> doctor' },
  ];

  async run(): Promise<void> {
    const findings = machineFindings();
    const width = Math.max(...findings.map(({ what }) => what.length));
    const lines = findings.flatMap(({ what, found, follows }) => [
      `${what.padEnd(width)}  ${found}`,
      `${''.padEnd(width)}  ${follows}`,
    ]);
    process.stdout.write(`labtest ${this.config.version}\n\n${lines.join('\n')}\n`);
    await this.end(0);
  }
}
