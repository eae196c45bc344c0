import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';

/** The folder of the attacking submissions. */
export const HOSTILE = fileURLToPath(new URL('../../solutions/hostile/', import.meta.url));

/** The outcome of a submission, in a grader's words. */
const VERDICTS = ['PASS', 'FAIL', 'LOAD', 'TIMEOUT', 'CRASH'] as const;

export type Verdict = (typeof VERDICTS)[number];

const KINDS = ['hang', 'exhaust', 'crash', 'escape', 'read', 'forge', 'cheat', 'confuse'] as const;

const submission = z.strictObject({
  name: z.string(),
  kind: z.enum(KINDS),
  /** Takes seconds: only one in a few is run, unless all are asked for. */
  slow: z.boolean().default(false),
  /** The expected outcome, or several acceptable ones: `FAIL|LOAD`. */
  expect: z.string().transform((text) => z.array(z.enum(VERDICTS)).parse(text.split('|'))),
  says: z.string().optional(),
  module: z.string().default(''),
  fields: z.string().default(''),
  init: z.string().default(''),
  handle: z.string().default(''),
  server: z.string().default(''),
  answer: z.string().default('request.ping.value'),
  send: z.string().default(''),
  has: z.string().default(''),
  get: z.string().default(''),
  exports: z.string().optional(),
});

export type HostileLab = z.infer<typeof submission>;

/** Every submission of `labs.yaml`. */
export function hostileLabs(): readonly HostileLab[] {
  const text = readFileSync(join(HOSTILE, 'labs.yaml'), 'utf8');
  return z.array(submission).parse(parse(text));
}

/** Writes a submission as a lab 0 folder. */
export function writeHostileLab(lab: HostileLab, folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'index.ts'), sourceOf(lab));
}

function sourceOf(lab: HostileLab): string {
  const server = `
export class PingServer extends Node {
  count = 0;
  ${lab.fields}
  init(): void { ${lab.init} }
  handlePingRequest(request: PingRequest, sender: Address): any {
    this.count++;
    ${lab.handle}
    this.send(new PongReply(new Pong(${lab.answer})), sender);
  }
  ${lab.server}
}`;
  return `
import { Message, Node, Timer, type Address, type Client, type Command } from 'labtest';
import { Ping, Pong } from 'labtest/lab0';
class PingRequest extends Message { constructor(readonly ping: Ping) { super(); } }
class PongReply extends Message { constructor(readonly pong: Pong) { super(); } }
class Note extends Message { constructor(readonly data: any) { super(); } }
class Retry extends Timer { constructor(readonly value: string) { super(); } }
class Tick extends Timer {}
${lab.module}
${lab.exports ?? server}
export class PingClient extends Node implements Client {
  ping: Ping | undefined;
  pong: Pong | undefined;
  asked = 0;
  constructor(address: Address, readonly server: Address) { super(address); }
  init(): void {}
  sendCommand(command: Command): void {
    ${lab.send}
    this.ping = command as Ping;
    this.pong = undefined;
    this.ask();
  }
  hasResult(): boolean { ${lab.has || 'return this.pong !== undefined;'} }
  getResult(): any { ${lab.get || 'return this.pong;'} }
  handleNote(note: Note): void { void note; }
  handlePongReply(reply: PongReply): void { this.pong = reply.pong; }
  onRetry(retry: Retry): void {
    if (retry.value === this.ping?.value && this.pong === undefined) this.ask();
  }
  ask(): void {
    if (this.ping === undefined) return;
    this.send(new PingRequest(this.ping), this.server);
    this.set(new Retry(this.ping.value), 20);
  }
}
void [Note, Tick, Retry];
`;
}
