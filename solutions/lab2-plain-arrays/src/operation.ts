import type { Address, Command, Result } from 'labtest';

/** A client's command, numbered by the client. */
export interface Operation {
  client: Address;
  sequenceNum: number;
  command: Command;
}

/** What a client was last answered. */
export interface Done {
  client: Address;
  sequenceNum: number;
  result: Result;
}

export function isSame(a: Operation, client: Address, sequenceNum: number): boolean {
  return a.client === client && a.sequenceNum === sequenceNum;
}

export function lastDone(history: Done[], client: Address): Done | undefined {
  return history.find((done) => done.client === client);
}

/** The history with this as the client's last; sorted by client. */
export function withDone(history: Done[], done: Done): Done[] {
  const others = history.filter((other) => other.client !== done.client);
  return [...others, done].sort((a, b) => (a.client < b.client ? -1 : 1));
}
