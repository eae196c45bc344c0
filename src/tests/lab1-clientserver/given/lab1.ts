import type { Address, Application, Client, Node } from '../../../index.js';

/** How long a lab 1 client waits before it resends, in milliseconds. */
export const CLIENT_RETRY_MILLIS = 100;

/**
 * What a submission for lab 1 has to export: `lab satisfies Lab1`, where `lab` is all that index.ts
 * exports.
 */
export interface Lab1 {
  readonly SimpleServer: new (address: Address, app: Application) => Node;
  readonly SimpleClient: new (address: Address, server: Address) => Node & Client;
  readonly KVStore: new () => Application;
  readonly AMOApplication: new (app: Application) => Application;
}
