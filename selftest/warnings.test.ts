import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { labCopy, labtest } from './cli-process.js';

/** Before the client knows a view, its request goes to nobody; the next try reaches the primary. */
const TO_NOBODY = [
  'if (this.outstanding === null || primary === null) return;\n' +
    '    this.send(new Request(this.outstanding), primary);',
  'if (this.outstanding === null) return;\n    this.send(new Request(this.outstanding), primary!);',
] as const;

test('a message to nobody is lost and reported in runs and searches, no failure', async () => {
  const lab = labCopy('lab2-reference', { 'src/pb-client.ts': [TO_NOBODY] });
  const { stdout, code } = await labtest(lab, ['test', '2.2', '2.16']);
  expect(code).toBe(0);
  const said = stdout.match(/WARNING +PBClient\.\w+ sends a Request to null, .*pb-client\.ts:\d+/g);
  expect(said).toHaveLength(2);
  const report = JSON.parse(readFileSync(join(lab, 'logs', 'latest', 'report.json'), 'utf8')) as {
    tests: { verdict: string; warnings?: { cause?: string }[] }[];
  };
  expect(report.tests.map(({ verdict, warnings }) => [verdict, warnings?.[0]?.cause])).toEqual([
    ['passed', 'send-to-null'],
    ['passed', 'send-to-null'],
  ]);
});

test('what fails beside it is told by its own cause', async () => {
  const lab = labCopy('lab2-reference', {
    'src/pb-client.ts': [TO_NOBODY],
    'src/amo-application.ts': [
      [
        'if (last !== undefined && command.sequenceNum <= last.sequenceNum) return last;',
        'if (last !== undefined && command.sequenceNum < last.sequenceNum) return last;',
      ],
    ],
  });
  const { stdout, code } = await labtest(lab, ['test', '2.8']);
  expect(code).toBe(1);
  expect(stdout).toMatch(/cause +executed-twice/);
  expect(stdout).toMatch(/WARNING +PBClient\.\w+ sends a Request to null/);
});
