import process from 'node:process';
import { seedSecret } from '../../core/grading/index.js';

/** Prints what to publish before the deadline. Returns the exit code. */
export function printSeedCommitment(file: string): number {
  const { commitment } = seedSecret(file);
  const lines = [
    commitment,
    '',
    'Publish these 64 digits before the deadline, and put them into course.yaml:',
    `  seedCommitment: '${commitment}'`,
    `Keep ${file} to yourself until then. To grade with the seeds derived from it:`,
    `  labtest grade DIR --seed-commitment ${file}`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  return 0;
}
