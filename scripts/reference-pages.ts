/**
 * Writes the reference pages of docs/reference: the command line, from oclif's manifest, and every
 * file that labtest reads or writes, from the schema that the program itself validates with.
 * `--check` only says whether they are up to date.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import { courseSchema } from '../src/core/registry/course-schema.js';
import { labConfigSchema, registrySchema } from '../src/core/registry/schema.js';
import { reportSchema } from '../src/core/report/report-schema.js';
import { EXIT_CODES } from '../src/core/support/exit-codes.js';
import { traceFile } from '../src/core/trace/file/trace-schema.js';
import { commandSections } from './pages/cli-page.js';
import { schemaTables } from './pages/schema-page.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FOLDER = `${ROOT}docs/reference/`;

interface FilePage {
  readonly schema: z.ZodType;
  readonly title: string;
  readonly intro: string;
}

const FILES: Readonly<Record<string, FilePage>> = {
  'lab-tests': {
    schema: registrySchema,
    title: 'lab-tests.yaml',
    intro: `The list of a lab's tests: numbers, titles, points, limits, seeds and budgets. What each
test does stands in \`lab.ts\` ([Writing a lab and its tests](../guide/writing-tests.md)).
An editor checks it by [lab-tests.schema.json](../../lab-tests.schema.json).`,
  },
  'labtest-yaml': {
    schema: labConfigSchema,
    title: 'labtest.yaml',
    intro: `Says which lab a folder is ([Writing a lab](../guide/writing-a-lab.md)). An editor
checks it by [labtest.schema.json](labtest.schema.json).

\`\`\`yaml
lab: '2'
solution: ./src
\`\`\``,
  },
  course: {
    schema: courseSchema,
    title: 'course.yaml',
    intro: `How a course grades a lab ([Grading a class](../guide/grading.md#the-course-file) has an
example). It lies in the folder of submissions, or beside a student's \`labtest.yaml\`. An
editor checks it by [course.schema.json](course.schema.json).`,
  },
  report: {
    schema: reportSchema,
    title: 'report.json',
    intro: `What a run of labtest gave, for programs: \`logs/latest/report.json\`, or \`labtest
--json\` ([Reading results](../guide/reading-results.md)). A program checks it by
[report.schema.json](report.schema.json).`,
  },
  trace: {
    schema: traceFile,
    title: 'The trace file',
    intro: `A path through a system, event by event: \`logs/latest/*.trace.json\`
([Traces](../guide/traces.md)). Texts stand once, in \`texts\`, and are named by their
index. Fields that are not listed here are left alone. A program checks it by
[trace.schema.json](trace.schema.json).`,
  },
};

const WRITTEN = '<!-- Written by `npm run reference`. -->';

/** The text of every page, by file. */
function pages(): [file: string, text: string][] {
  const cli = [
    WRITTEN,
    '# The command line',
    'Every command, argument and flag; `labtest COMMAND --help` says the same, and ' +
      '`labtest 2.14` is `labtest test 2.14`.',
    commandSections(readFileSync(`${ROOT}oclif.manifest.json`, 'utf8')),
    '## Exit codes',
    [
      '| exit code | means |',
      '| --- | --- |',
      ...Object.entries(EXIT_CODES).map(([code, means]) => `| ${code} | ${means} |`),
    ].join('\n'),
    'What the codes of messages (LT001, ...) mean: [Exit codes and error codes](codes.md).',
  ];
  const files = Object.entries(FILES).map(([name, { schema, title, intro }]) => {
    const top = 'The file';
    const text = [WRITTEN, `# ${title}`, intro, schemaTables(schema, top)].join('\n\n');
    return [`${name}.md`, text] as [string, string];
  });
  return [['cli.md', cli.join('\n\n')], ...files];
}

function current(file: string): string | undefined {
  try {
    return readFileSync(FOLDER + file, 'utf8');
  } catch {
    return undefined;
  }
}

for (const [file, wanted] of pages()) {
  if (current(file) === wanted) continue;
  if (process.argv.includes('--check')) {
    console.error(`docs/reference/${file} is stale: npm run reference`);
    process.exitCode = 1;
  } else writeFileSync(FOLDER + file, wanted);
}
