import type { Address } from '../../index.js';
import { clientOf, made, serverOf, toAddress, type Subjects } from '../../testing.js';

/** The one view server, which never fails. */
export const VIEW_SERVER: Address = toAddress('viewserver');

/** Lab 2's nodes: the view server, servers with a key-value store of their own, clients. */
export const lab2: Subjects = {
  server: (address) =>
    address === VIEW_SERVER
      ? serverOf('ViewServer', address)
      : serverOf('PBServer', address, VIEW_SERVER, made('KVStore')),
  client: (address) => clientOf('PBClient', address, VIEW_SERVER),
};
