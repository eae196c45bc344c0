import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { solutionFolder } from '../mutants/index.js';

/** What a tested lab adds to the server of the reference solution. */
export interface LabParts {
  /** Before the class. */
  readonly module?: string;
  /** In the class, which also has a field `seen`. */
  readonly members?: string;
  /** In the handler, before it answers. */
  readonly handler?: string;
}

const REFERENCE = join(solutionFolder('lab0-reference'), 'src');

/** The files of the reference solution of lab 0, with another server. */
export function labFiles(parts: LabParts): Record<string, string> {
  const files: Record<string, string> = { 'ping-server.ts': server(parts) };
  for (const name of readdirSync(REFERENCE)) {
    files[name] ??= readFileSync(join(REFERENCE, name), 'utf8');
  }
  return files;
}

function server({ module = '', members = '', handler = '' }: LabParts): string {
  return `
import { equals, Message, Node, type Address } from 'labtest';
import { Ping, Pong } from 'labtest/lab0';
import { PingRequest, PongReply } from './messages.js';
void [equals, Message, Ping, PingRequest];
${module}
export class PingServer extends Node {
  seen: any = undefined;
  ${members}
  init(): void {}
  handlePingRequest(request: PingRequest, sender: Address): void {
    ${handler}
    this.send(new PongReply(new Pong(request.ping.value)), sender);
  }
}
`;
}
