import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { labtest } from './cli-process.js';
import { npmPack } from './npm-pack.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

describe('the documents in the package', () => {
  const paths = npmPack('--dry-run').files.map(({ path }) => path);
  const pages = paths.filter((path) => path.endsWith('.md') && !path.startsWith('templates/'));

  test.each(pages)('%s leads nowhere that is not in the package', (page) => {
    const text = readFileSync(`${ROOT}${page}`, 'utf8').replaceAll(/^```[\s\S]*?^```$/gm, '');
    const targets = [...text.matchAll(/\]\(([^)#\s]+)/g)].map(([, target = '']) => target);
    const missing = targets
      .filter((target) => !/^[a-z]+:/.test(target))
      .map((target) => join(dirname(page), target))
      .filter((target) => !paths.some((path) => path === target || path.startsWith(`${target}/`)));
    expect(missing).toEqual([]);
  });

  test('are what labtest docs prints', async () => {
    const list = await labtest(ROOT, ['docs']);
    const names = [...list.stdout.matchAll(/^ {2}(\S+) {2}/gm)].map(([, name]) => name);
    expect(names).toEqual(expect.arrayContaining(['reading-results', 'codes', 'writing-a-lab']));
    for (const name of names) {
      const { stdout, code } = await labtest(ROOT, ['docs', String(name)]);
      expect(stdout).toMatch(/^# /);
      expect(code).toBe(0);
    }
    const wrong = await labtest(ROOT, ['docs', 'readingresults']);
    expect(wrong.stderr).toContain('Did you mean reading-results?');
    expect(wrong.code).toBe(2);
  });
});
