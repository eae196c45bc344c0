/** A small lab for tests of the testkit: a server that says back what a client says to it. */
import { ClassTable } from '../canon/index.js';
import type { Lab } from '../box/index.js';
import { Command, Message, Node, Result, Timer, type Address, type Client } from '../lab/index.js';
import { LabFault } from '../support/index.js';
import { client, clientOf, server, serverOf, type Subjects } from './subjects.js';

export class Ask extends Command {
  readonly word: string;
  constructor(word: string) {
    super();
    this.word = word;
  }
}
export class Answer extends Result {
  readonly word: string;
  constructor(word: string) {
    super();
    this.word = word;
  }
}
export class Say extends Message {
  readonly word: string;
  constructor(word: string) {
    super();
    this.word = word;
  }
}
export class Beat extends Timer {}

/** Says back what it hears, unless the word tells it to do something else. */
export class Parrot extends Node {
  init(): void {
    this.set(new Beat(), 10);
  }
  handleSay({ word }: Say, sender: Address): void {
    if (word === 'throw') throw new Error('no!');
    if (word === 'flood') for (let i = 0; i < 2; i++) this.send(new Say('flood'), this.address);
    else if (word !== 'hush') this.send(new Say(word === 'lie' ? 'truth' : word), sender);
  }
  onBeat(): void {
    this.log.info('beats');
  }
}

export class Speaker extends Node implements Client {
  heard: Result | undefined;
  init(): void {
    // Nothing to start with.
  }
  sendCommand(command: Ask): void {
    this.heard = command.word === 'self' ? new Answer('self') : undefined;
    this.send(new Say(command.word), server(1));
  }
  handleSay({ word }: Say): void {
    this.heard = new Answer(word);
  }
  hasResult(): boolean {
    return this.heard !== undefined;
  }
  getResult(): Result | undefined {
    return this.heard;
  }
}

export function lab(): Lab {
  const classes = new ClassTable();
  for (const one of [Ask, Answer, Say, Beat, Parrot, Speaker]) {
    classes.register(one, `test.${one.name}`, one.name);
  }
  return {
    classes,
    budget: { reset: () => undefined },
    construct: (name, [address]) =>
      name === 'Parrot' ? new Parrot(address as Address) : new Speaker(address as Address),
    faultOf: (thrown, doing) =>
      thrown instanceof LabFault
        ? thrown
        : new LabFault({ kind: 'exception', message: `${doing}: ${String(thrown)}` }),
  };
}

export const subjects: Subjects = {
  server: (address) => serverOf('Parrot', address),
  client: (address) => clientOf('Speaker', address),
};
export const [s1, c1, c2] = [server(1), client(1), client(2)];
