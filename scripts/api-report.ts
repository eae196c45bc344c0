/**
 * `npm run api`: writes what each door exports into docs/reference/api, one report per door. Others
 * depend on what is in a report; a change shows in its diff. `--check` compares.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  Extractor,
  ExtractorConfig,
  ExtractorLogLevel,
  type ExtractorMessage,
} from '@microsoft/api-extractor';
import { doors } from './doors.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const REPORTS = path.join(ROOT, 'docs', 'reference', 'api');
const isCheck = process.argv.includes('--check');
const scratch = mkdtempSync(path.join(tmpdir(), 'labtest-api-'));

function configOf(name: string, file: string): ExtractorConfig {
  return ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: path.join(ROOT, 'package.json'),
    configObject: {
      projectFolder: ROOT,
      mainEntryPointFilePath: path.join(ROOT, 'dist', `${file}.d.ts`),
      compiler: { overrideTsconfig: { compilerOptions: COMPILER, files: [`dist/${file}.d.ts`] } },
      apiReport: {
        enabled: true,
        reportFileName: name,
        reportFolder: REPORTS,
        reportTempFolder: scratch,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      newlineKind: 'lf',
      messages: {
        extractorMessageReporting: {
          default: { logLevel: ExtractorLogLevel.Error },
          // Everything here is public; the rest has been left out.
          'ae-missing-release-tag': { logLevel: ExtractorLogLevel.None },
          // A reference says what a name does not; `scripts/reference.ts` asks for one.
          'ae-undocumented': { logLevel: ExtractorLogLevel.None },
          // A type of two doors is exported by one of them.
          'ae-forgotten-export': { logLevel: ExtractorLogLevel.None },
          'ae-unresolved-link': { logLevel: ExtractorLogLevel.None },
        },
      },
    },
  });
}

const COMPILER = {
  target: 'es2022',
  lib: ['es2022'],
  module: 'nodenext',
  moduleResolution: 'nodenext',
  types: [],
  strict: true,
  skipLibCheck: true,
};

const TOLD = [ExtractorLogLevel.Error, ExtractorLogLevel.Warning];

function report(subpath: string, file: string): void {
  const name = subpath === '.' ? 'labtest' : path.basename(subpath);
  const told: string[] = [];
  const { apiReportChanged, succeeded } = Extractor.invoke(configOf(name, file), {
    localBuild: !isCheck,
    messageCallback: (message: ExtractorMessage) => {
      if (TOLD.includes(message.logLevel)) told.push(message.text);
      message.handled = true;
    },
  });
  if (isCheck && apiReportChanged) {
    console.error(`docs/reference/api/${name}.api.md is stale: npm run api`);
  } else if (!succeeded) console.error(`labtest${subpath.slice(1)}: ${told.join('\n  ')}`);
  if (!succeeded) process.exitCode = 1;
}

try {
  for (const [subpath, file] of doors()) report(subpath, file);
} finally {
  rmSync(scratch, { recursive: true });
}
