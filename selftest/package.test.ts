import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { npmPack } from './npm-pack.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const Manifest = z.object({
  exports: z.record(z.string(), z.union([z.string(), z.record(z.string(), z.string())])),
  bin: z.record(z.string(), z.string()),
});

describe('the npm package', () => {
  const { files, unpackedSize } = npmPack('--dry-run');
  const paths = files.map(({ path: file }) => file);

  test('holds what a course needs', () => {
    const needed = ['bin/run.js', 'dist/index.js', 'dist/index.d.ts', 'lab-tests.yaml'];
    expect(paths).toEqual(expect.arrayContaining([...needed, 'oclif.manifest.json', 'README.md']));
    expect(paths.filter((file) => file.startsWith('dist/tests/'))).not.toEqual([]);
    expect(paths.filter((file) => file.startsWith('labs/'))).not.toEqual([]);
  });

  test('holds no solution, no test of the harness and nothing of the workshop', () => {
    const inside =
      /^(solutions|selftest|src|scripts|bench|evaluation|logs|[.])|[.](test|fixture)[.]|tsbuildinfo/;
    expect(paths.filter((file) => inside.test(file))).toEqual([]);
  });

  test('holds the types of its doors, and no others', () => {
    const types = paths.filter((file) => file.endsWith('.d.ts'));
    const inside = types.filter((file) => file.startsWith('dist/core/'));
    expect(inside).toEqual([]);
    expect(types.length).toBeLessThan(12);
  });

  test('takes 15 MB at most, without its dependencies', () => {
    expect(unpackedSize).toBeLessThan(15e6);
  });

  // An ES module: .attw.json says so, and whoever requires it has Node load one.
  test('has types that every import of it finds', () => {
    const scratch = mkdtempSync(path.join(tmpdir(), 'labtest-pack-'));
    try {
      const { filename } = npmPack('--pack-destination', scratch);
      const flags = ['--no-install', 'attw', path.join(scratch, filename), '--format', 'ascii'];
      // Ends with 1 and says where, when something is not found.
      const told = execFileSync('npx', flags, { cwd: ROOT, encoding: 'utf8' });
      expect(told).toContain('"labtest/testing"');
    } finally {
      rmSync(scratch, { recursive: true });
    }
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
