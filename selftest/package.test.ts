import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const Packed = z.tuple([z.object({ files: z.array(z.object({ path: z.string() })) })]);
const Manifest = z.object({
  exports: z.record(z.string(), z.union([z.string(), z.record(z.string(), z.string())])),
  bin: z.record(z.string(), z.string()),
});

/** The paths npm would publish. */
function packedPaths(): string[] {
  const flags = ['pack', '--dry-run', '--json', '--ignore-scripts', '--loglevel=error'];
  const text = execFileSync('npm', flags, { cwd: ROOT, encoding: 'utf8' });
  const [{ files }] = Packed.parse(JSON.parse(text));
  return files.map(({ path }) => path);
}

describe('the npm package', () => {
  const paths = packedPaths();

  test('holds what a course needs', () => {
    const needed = ['bin/run.js', 'dist/index.js', 'dist/index.d.ts', 'lab-tests.yaml'];
    expect(paths).toEqual(expect.arrayContaining([...needed, 'oclif.manifest.json', 'README.md']));
    expect(paths.filter((path) => path.startsWith('dist/tests/'))).not.toEqual([]);
    expect(paths.filter((path) => path.startsWith('labs/'))).not.toEqual([]);
  });

  test('holds no solution, no test of the harness and nothing of the workshop', () => {
    const inside =
      /^(solutions|selftest|src|scripts|bench|evaluation|logs|[.])|[.](test|fixture)[.]|tsbuildinfo/;
    expect(paths.filter((path) => inside.test(path))).toEqual([]);
  });

  test('holds every file that package.json points to', () => {
    const manifest = Manifest.parse(JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')));
    const doors = Object.values(manifest.exports).flatMap((door) =>
      typeof door === 'string' ? [door] : Object.values(door),
    );
    const targets = [...doors, ...Object.values(manifest.bin)];
    expect(paths).toEqual(
      expect.arrayContaining(targets.map((target) => target.replace(/^[.][/]/, ''))),
    );
  });

  test('is what publint asks of a package', async () => {
    const { messages, pkg } = await publint({ pkgDir: ROOT, strict: true, pack: 'npm' });
    const told = messages.map((message) => formatMessage(message, pkg, { color: false }));
    expect(told).toEqual([]);
  });
});
