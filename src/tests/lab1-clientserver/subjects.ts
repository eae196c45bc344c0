import type { Address } from '../../index.js';
import { clientOf, made, serverOf, toAddress, type Subjects } from '../../testing.js';

/** The one server. */
export const SERVER: Address = toAddress('server');

/** Lab 1's nodes: a server with a key-value store, and clients that ask it. */
export const lab1: Subjects = {
  server: (address) => serverOf('SimpleServer', address, made('KVStore')),
  client: (address) => clientOf('SimpleClient', address, SERVER),
};
