import type { Address } from '../../index.js';
import { clientOf, serverOf, toAddress, type Subjects } from '../../testing.js';

/** The one server. */
export const PING_SERVER: Address = toAddress('pingserver');

/** Lab 0's nodes: a server that answers, and clients that ask it. */
export const lab0: Subjects = {
  server: (address) => serverOf('PingServer', address),
  client: (address) => clientOf('PingClient', address, PING_SERVER),
};
