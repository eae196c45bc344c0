/**
 * Entry of the process that compiles an untrusted lab: it reads the lab's files on its standard
 * input, and answers on its standard output. It reads hostile text and runs none of it; whatever
 * harm the text's size or shape does is confined to this process.
 */
import { once } from 'node:events';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import { GivenModules } from '../given/index.js';
import { LabFault } from '../support/index.js';
import { compileTree } from './compile.js';
import type { CompileAnswer, CompileRequest } from './compile-request.js';
import { PackedTree } from './lab-tree.js';

const SMALLEST = new PackedTree({ root: '/lab', files: [['index.ts', '']] });

async function answer({ lab, folder, given }: CompileRequest): Promise<CompileAnswer> {
  try {
    const modules = await GivenModules.load(given);
    return { kind: 'compiled', lab: await compileTree(new PackedTree(lab), folder, modules) };
  } catch (error) {
    if (error instanceof LabFault) return { kind: 'refused', fault: error.data };
    const message = error instanceof Error ? error.message : String(error);
    // The bundler is a separate process, and has already said what it lacked.
    if (/The service (was stopped|is no longer running)/.test(message)) process.exit(1);
    return { kind: 'broken', error: message };
  }
}

const request = await text(process.stdin);
// Without a request, it compiles next to nothing, to show that it can start everything it needs.
if (request === '') await compileTree(SMALLEST, SMALLEST.root, GivenModules.basic);
else {
  const answered = await answer(JSON.parse(request) as CompileRequest);
  process.stdout.end(JSON.stringify(answered));
  await once(process.stdout, 'close');
}
