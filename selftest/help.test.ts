import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { folderOf, labtest } from './cli-process.js';

const Example = z.object({ description: z.string(), command: z.string() });
const Flag = z.object({ char: z.string().optional(), helpGroup: z.string().optional() });
const Command = z.object({
  summary: z.string(),
  hidden: z.boolean().optional(),
  examples: z.array(z.union([z.string(), Example])).optional(),
  flags: z.record(z.string(), Flag),
});
const text = readFileSync(new URL('../oclif.manifest.json', import.meta.url), 'utf8');
const { commands } = z.object({ commands: z.record(z.string(), Command) }).parse(JSON.parse(text));
const shown = Object.entries(commands).filter(([, { hidden }]) => hidden !== true);

describe.each(shown)('labtest %s --help', (id, { examples = [], flags }) => {
  const lines = examples.flatMap((each) => (typeof each === 'string' ? each : each.command));

  test('has examples, each of a command and flags that there are', () => {
    expect(lines).not.toEqual([]);
    const names = Object.entries(flags).flatMap(([name, { char }]) => [`--${name}`, `-${char}`]);
    for (const line of lines) {
      const call = line.slice(line.indexOf('<%= config.bin %>'));
      expect(`${call} `).toContain(`<%= config.bin %> ${id.replaceAll(':', ' ')} `);
      const used = call.match(/(?<= )--?[a-z][a-z-]*/g) ?? [];
      expect(used.filter((flag) => !names.includes(flag))).toEqual([]);
    }
  });

  test('says nothing twice, and its many flags in groups', async () => {
    const { stdout, code } = await labtest(folderOf({}), [...id.split(':'), '--help']);
    expect(code).toBe(0);
    const paragraphs = stdout.split('\n').filter((line) => line.trim().length > 20);
    expect(paragraphs.filter((line, i) => paragraphs.indexOf(line) !== i)).toEqual([]);
    if (Object.keys(flags).length < 12) return;
    expect(stdout.match(/^[A-Z]+ FLAGS$/gm)?.length).toBeGreaterThan(2);
  });
});

test('no help depends on the machine that the package was built on', () => {
  expect(text).not.toMatch(/this machine has/);
});
