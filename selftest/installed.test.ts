/** The package as a newcomer gets it: packed, installed globally in an empty folder, and used. */
import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const REFERENCE = path.join(ROOT, 'solutions', 'lab2-reference', 'src');
const scratch = realpathSync(mkdtempSync(path.join(tmpdir(), 'labtest-installed-')));
const tarball = path.join(scratch, 'labtest.tgz');
const run = promisify(execFile);
const REGISTRY = ['--no-audit', '--no-fund', '--prefer-offline'];
const OWN = Number(process.versions.node.split('.')[0]);
/** The versions that labtest promises to work with; `NODES=22` tries only that one. */
const VERSIONS = process.env.NODES?.split(',').map(Number) ?? [20, 22, 24];

beforeAll(() => {
  const flags = ['pack', '--ignore-scripts', '--silent', '--pack-destination', scratch];
  const name = execFileSync('npm', flags, { cwd: ROOT, encoding: 'utf8' }).trim();
  renameSync(path.join(scratch, name), tarball);
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** npm's own program, to be run by another Node. */
function npmProgram(): string {
  const [npm = ''] = execFileSync('which', ['npm'], { encoding: 'utf8' }).split('\n');
  return realpathSync(npm);
}

/** Node of a major version; the registry has it as a package without scripts. */
async function nodeOf(version: number): Promise<string> {
  const folder = path.join(scratch, `node${version}`);
  mkdirSync(folder);
  const name = `node-${process.platform}-${process.arch}`;
  const args = ['install', '--no-save', '--loglevel=error', ...REGISTRY, `${name}@${version}`];
  try {
    await run('npm', args, { cwd: folder });
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    throw new Error(
      `npm cannot fetch ${name}@${version}: this test installs from the registry, and needs one. ` +
        `NODES=${OWN} tries only the Node at hand.\n${stderr ?? ''}`,
      { cause: error },
    );
  }
  return path.join(folder, 'node_modules', name, 'bin');
}

describe.each(VERSIONS)('with Node %i', (version) => {
  const home = path.join(scratch, `home${version}`);
  let env: NodeJS.ProcessEnv = {};
  const type = async (line: string, cwd = home): Promise<{ code: number; stdout: string }> => {
    try {
      const { stdout } = await run('bash', ['-c', line], { cwd, env });
      return { code: 0, stdout };
    } catch (error) {
      const { code, stdout } = error as { code: number; stdout: string };
      return { code, stdout };
    }
  };

  beforeAll(async () => {
    const node = version === OWN ? path.dirname(process.execPath) : await nodeOf(version);
    mkdirSync(home);
    const prefix = path.join(scratch, `prefix${version}`);
    const { PATH = '', HOME, TMPDIR, NODE_EXTRA_CA_CERTS } = process.env;
    env = {
      HOME,
      TMPDIR,
      NODE_EXTRA_CA_CERTS,
      PATH: [node, path.join(prefix, 'bin'), PATH].join(path.delimiter),
    };
    const args = [npmProgram(), 'install', '--global', '--prefix', prefix, ...REGISTRY, tarball];
    await run(path.join(node, 'node'), args, { env, cwd: home });
  }, 300_000);

  test('is that Node', async () => {
    expect((await type('node --version')).stdout).toMatch(new RegExp(`^v${version}[.]`));
  });

  test('three commands lead to the first failing test', async () => {
    const made = await type('labtest init 2 mine');
    expect(made.stdout).toContain('Begin with README.md');
    const tested = await type('labtest run 1.1 2>&1', path.join(home, 'mine'));
    expect(tested.stdout).not.toContain('unrecognized flag');
    expect(tested.stdout).toContain('viewserver did not answer GetView()');
    expect(tested.code).toBe(1);
  });

  test('a right solution passes runs and a search', async () => {
    const line = `labtest --solution '${REFERENCE}' 1.2 2.1 2.17`;
    const { code, stdout } = await type(line, path.join(home, 'mine'));
    expect(stdout).toContain('Tests passed: 3/3');
    expect(code).toBe(0);
  });

  test('a lab of its own works', async () => {
    const line =
      'labtest new-lab own && cd own && labtest --tests . --solution solutions/reference';
    const { code, stdout } = await type(line);
    expect(stdout).toContain('Tests passed: 5/5');
    expect(code).toBe(0);
  });

  test('an editor gets the types of the doors and nothing else', () => {
    const types = readdirSync(path.join(home, 'mine', 'types'), { recursive: true });
    expect(types.filter((file) => String(file).includes('core'))).toEqual([]);
    expect(types).toEqual(expect.arrayContaining(['index.d.ts', 'kvstore.d.ts']));
  });
});
