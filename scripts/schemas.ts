/**
 * Writes the published JSON Schemas from the zod schemas that the program itself validates with;
 * `--check` only says whether they are up to date.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { z } from 'zod';
import { courseSchema, presetSchema } from '../src/core/registry/course-schema.js';
import { labConfigSchema, registrySchema } from '../src/core/registry/schema.js';
import { reportSchema } from '../src/core/report/report-schema.js';
import { traceFile } from '../src/core/trace/file/trace-schema.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const SCHEMAS: Readonly<Record<string, z.ZodType>> = {
  'lab-tests.schema.json': registrySchema,
  'docs/reference/labtest.schema.json': labConfigSchema,
  'docs/reference/course.schema.json': courseSchema,
  'docs/reference/preset.schema.json': presetSchema,
  'docs/reference/report.schema.json': reportSchema,
  'docs/reference/trace.schema.json': traceFile,
};

/** The text of every published schema, by file. */
async function texts(): Promise<[file: string, text: string][]> {
  const options = await resolveConfig(join(ROOT, 'package.json'));
  return Promise.all(
    Object.entries(SCHEMAS).map(async ([file, schema]): Promise<[string, string]> => {
      const json = JSON.stringify(z.toJSONSchema(schema, { io: 'input' }));
      return [file, await format(json, { ...options, parser: 'json' })];
    }),
  );
}

function current(file: string): string | undefined {
  try {
    return readFileSync(join(ROOT, file), 'utf8');
  } catch {
    return undefined;
  }
}

const stale = (await texts()).filter(([file, text]) => current(file) !== text);
if (process.argv.includes('--check')) {
  for (const [file] of stale) console.error(`${file} is stale: npm run schemas`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  for (const [file, text] of stale) {
    mkdirSync(dirname(join(ROOT, file)), { recursive: true });
    writeFileSync(join(ROOT, file), text);
  }
}
