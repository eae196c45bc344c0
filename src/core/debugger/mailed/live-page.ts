import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type * as Esbuild from 'esbuild';
import type { Plugin } from 'esbuild';
import { compileLab } from '../../compile/index.js';
import { GivenModules, type GivenSource } from '../../given/index.js';
import { loadDefinition, type LabCode } from '../../labs/index.js';
import { parseTrace, toHtml } from '../../trace/index.js';
import type { MailedLab } from './live-engine.js';

/** The folder with the parts of the worker, built for browsers. */
const PARTS = new URL('../../../../dist/ui/live/', import.meta.url);
/** The harness's own code, as the modules of an outside lab import it. */
const DIST = new URL('../../../../dist/', import.meta.url);

/** What a live page is made of. */
export interface LivePageRequest {
  readonly trace: { readonly name: string; readonly text: string };
  /** The folder of the lab's code. */
  readonly solution: string;
  readonly code: LabCode;
}

/**
 * A trace as a page that can continue from any step, with nothing but a browser: it includes the
 * compiled lab, and the box and the stepper that run it.
 *
 * @throws LabFault if the lab does not load, UsageError if the trace is not valid
 */
export async function livePage({ trace, solution, code }: LivePageRequest): Promise<string> {
  const { exports } = await loadDefinition(code);
  const compiled = await compileLab(solution, await GivenModules.load(code.given));
  // The folder is a path on this machine, which is nobody else's business.
  const lab: MailedLab = { compiled: { ...compiled, folder: '' }, exports };
  const engine = { script: await engineOf(code.given), lab: JSON.stringify(lab) };
  return toHtml(await parseTrace(trace.text, trace.name), trace.name, engine);
}

/** The worker with a lab's given modules in it, as one script. */
async function engineOf(given: readonly GivenSource[]): Promise<string> {
  const { build } = createRequire(import.meta.url)('esbuild') as typeof Esbuild;
  const imports = given.map(({ url }, i) => `import * as given${i} from ${JSON.stringify(url)};`);
  const modules = given.map(({ name }, i) => `${JSON.stringify(name)}: given${i}`);
  const contents = [
    "import { serveLive } from './core/debugger/mailed/live-engine.js';",
    ...imports,
    `serveLive({ ${modules.join(', ')} });`,
  ].join('\n');
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: fileURLToPath(PARTS) },
    bundle: true,
    write: false,
    format: 'iife',
    // The modules it is made of are strict, too.
    banner: { js: "'use strict';" },
    platform: 'browser',
    target: 'es2023',
    minify: true,
    keepNames: true,
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'silent',
    plugins: [partsPlugin],
  });
  return outputFiles[0]?.text ?? '';
}

/** Resolves the harness's modules, by any of their names, to those built for browsers. */
const partsPlugin: Plugin = {
  name: 'parts',
  setup: ({ onResolve }) => {
    const built = (file: string) => ({ path: fileURLToPath(new URL(file, PARTS)) });
    onResolve({ filter: /^tests[/]/ }, ({ path: own }) => built(own));
    onResolve({ filter: /^file:/ }, ({ path: url }) => {
      const isDoor = url.startsWith(DIST.href);
      return isDoor ? built(url.slice(DIST.href.length)) : { path: fileURLToPath(url) };
    });
  },
};
