import type { Address, Application, Command, Result } from 'labtest';

/** What a client wants to be done. */
export class Entry {
  constructor(
    readonly client: Address,
    readonly serial: bigint,
    readonly command: Command,
  ) {}
}

/** The result of a client's last entry. */
export type Outcome = readonly [serial: bigint, result: Result];

/** The application, and of each client the last outcome. Entries are applied in order. */
export class Machine {
  private outcomes = new Map<Address, Outcome>();

  constructor(private readonly app: Application) {}

  /** Applies an entry, unless that was done before. */
  apply({ client, serial, command }: Entry): void {
    if (this.serialOf(client) >= serial) return;
    this.outcomes.set(client, [serial, this.app.execute(command)]);
    // Who came first is no part of the state.
    this.outcomes = new Map([...this.outcomes].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  serialOf(client: Address): bigint {
    return this.outcomes.get(client)?.[0] ?? 0n;
  }

  outcomeOf(client: Address): Outcome | undefined {
    return this.outcomes.get(client);
  }
}
