/**
 * Breakpoints in a student's TypeScript, set as an editor's debugger does, over the inspector
 * protocol. The lab runs locked down, as always.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  allGeneratedPositionsFor,
  LEAST_UPPER_BOUND,
  originalPositionFor,
  TraceMap,
} from '@jridgewell/trace-mapping';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { folderOf, labCopy, start } from './cli-process.js';

/** Opens the inspector in the process that runs the lab, and makes it wait, as editors do. */
const BOOT = `
const path = require('node:path');
if (path.basename(process.argv[1] ?? '') === 'run-process.js') {
  const inspector = require('node:inspector');
  inspector.open(0, '127.0.0.1');
  require('node:fs').writeFileSync(process.env.INSPECTOR_URL_FILE, inspector.url());
  inspector.waitForDebugger();
}`;

interface Told {
  readonly id?: number;
  readonly method?: string;
  readonly params: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
}

/** One session with a debugged process. */
class Session {
  readonly #socket: WebSocket;
  readonly #told: Told[] = [];
  #next = 0;
  #heard: () => void = () => undefined;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer) => {
      this.#told.push(JSON.parse(data.toString()) as Told);
      this.#heard();
    });
  }

  static async to(url: string): Promise<Session> {
    const socket = new WebSocket(url);
    const session = new Session(socket);
    await new Promise((resolve) => socket.on('open', resolve));
    return session;
  }

  async ask(method: string, params: object = {}): Promise<Record<string, unknown>> {
    const id = ++this.#next;
    this.#socket.send(JSON.stringify({ id, method, params }));
    return (await this.hear((told) => told.id === id)).result ?? {};
  }

  /** The next message of this kind, including one that has already arrived. */
  async hear(isMeant: (told: Told) => boolean): Promise<Told> {
    for (;;) {
      const found = this.#told.findIndex(isMeant);
      if (found >= 0) return this.#told.splice(found, 1)[0] as Told;
      await new Promise<void>((resolve) => (this.#heard = resolve));
    }
  }

  close(): void {
    this.#socket.close();
  }
}

/** Continues until a script whose name begins like this is about to run; returns which. */
async function aboutToRun(session: Session, name: string): Promise<Told['params']> {
  for (;;) {
    const { params } = await session.hear(({ method }) => method === 'Debugger.paused');
    const script = params['data'] as Told['params'] | undefined;
    if (script !== undefined && String(script['url']).startsWith(name)) return script;
    await session.ask('Debugger.resume');
  }
}

async function textOf(file: string): Promise<string> {
  for (;;) {
    try {
      const text = readFileSync(file, 'utf8');
      if (text !== '') return text;
    } catch {
      // Not there yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test('a breakpoint on a line of the student stops there, with the node at hand', async () => {
  const scratch = folderOf({ 'boot.cjs': BOOT });
  const lab = labCopy('lab1-reference');
  const urlFile = path.join(scratch, 'url');
  writeFileSync(urlFile, '');
  const args = ['run', '3.1', '--single-threaded', '--no-timeouts', '--seed', '1'];
  const program = start(lab, args, {
    NODE_OPTIONS: `--require ${path.join(scratch, 'boot.cjs')}`,
    INSPECTOR_URL_FILE: urlFile,
  });
  const session = await Session.to(await textOf(urlFile));
  await session.ask('Debugger.enable');
  await session.ask('Runtime.enable');
  // The lab must not finish before the breakpoint is set.
  const instrumentation = 'beforeScriptWithSourceMapExecution';
  await session.ask('Debugger.setInstrumentationBreakpoint', { instrumentation });
  await session.ask('Runtime.runIfWaitingForDebugger');
  const params = await aboutToRun(session, 'labtest-lab-');
  const [, map = ''] = String(params['sourceMapURL']).split('base64,');
  const places = new TraceMap(Buffer.from(map, 'base64').toString('utf8'));
  const source = places.sources.find((file) => file?.endsWith('kv-store.ts')) ?? '';
  const lines = readFileSync(fileURLToPath(source), 'utf8').split('\n');
  const line = lines.findIndex((text) => text.includes('execute(')) + 2;
  const [at] = allGeneratedPositionsFor(places, {
    source,
    line,
    column: 0,
    bias: LEAST_UPPER_BOUND,
  });
  expect(at).toBeDefined();
  const { scriptId } = params;
  const location = { scriptId, lineNumber: (at?.line ?? 1) - 1, columnNumber: at?.column };
  await session.ask('Debugger.setBreakpoint', { location });
  await session.ask('Debugger.resume');
  const paused = await session.hear(({ method }) => method === 'Debugger.paused');
  const [frame] = paused.params['callFrames'] as {
    callFrameId: string;
    functionName: string;
    location: { lineNumber: number; columnNumber: number };
  }[];
  const stopped = originalPositionFor(places, {
    line: (frame?.location.lineNumber ?? 0) + 1,
    column: frame?.location.columnNumber ?? 0,
  });
  expect([stopped.source, stopped.line]).toEqual([source, line]);
  const { result } = await session.ask('Debugger.evaluateOnCallFrame', {
    callFrameId: frame?.callFrameId,
    expression: 'this.constructor.name',
  });
  expect(result).toMatchObject({ value: 'KVStore' });
  session.close();
  program.kill('SIGKILL');
  await program.ended;
});
