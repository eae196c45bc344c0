import { createConnection, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { Address } from '../lab/index.js';
import { LINE_CHARS_MAX, type WireMessage } from './protocol.js';

/** The host of every node: nothing outside this machine can connect. */
export const HOST = '127.0.0.1';

/**
 * The connection to one other node, opened when there is something to send. What cannot be
 * delivered, because nobody listens or the connection breaks, is lost, as on any network.
 */
export class Peer {
  readonly #port: number;
  readonly #token: string;
  readonly #onLost: (message: WireMessage) => void;
  #socket: Socket | undefined;

  constructor(port: number, token: string, onLost: (message: WireMessage) => void) {
    this.#port = port;
    this.#token = token;
    this.#onLost = onLost;
  }

  send(message: WireMessage): void {
    this.#connected().write(`${JSON.stringify(message)}\n`, (error) => {
      if (error) this.#onLost(message);
    });
  }

  close(): void {
    this.#socket?.destroy();
  }

  #connected(): Socket {
    if (this.#socket !== undefined && !this.#socket.destroyed) return this.#socket;
    const socket = createConnection({ host: HOST, port: this.#port, noDelay: true });
    // If nobody is there, messages are lost; that is enough.
    socket.on('error', () => socket.destroy());
    socket.write(`${this.#token}\n`);
    this.#socket = socket;
    return socket;
  }
}

/** Reads messages from a sender that knows the token; hangs up on everybody else. */
export function readMessages(
  socket: Socket,
  token: string,
  onMessage: (message: WireMessage) => void,
): void {
  let isKnown = false;
  socket.on('error', () => socket.destroy());
  createInterface({ input: socket, crlfDelay: Infinity }).on('line', (line) => {
    if (!isKnown) isKnown = line === token;
    else if (line.length <= LINE_CHARS_MAX) {
      const message = parsed(line);
      if (message !== undefined) return onMessage(message);
    }
    if (!isKnown) socket.destroy();
  });
}

function parsed(line: string): WireMessage | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  const { from, to, message } = (value ?? {}) as Partial<WireMessage>;
  const isMessage = [from, to, message].every((each) => typeof each === 'string');
  return isMessage ? ({ from, to, message } as WireMessage) : undefined;
}

/** Peers by node; those that are gone are forgotten. */
export class Peers {
  readonly #token: string;
  readonly #onLost: (message: WireMessage) => void;
  #ports: ReadonlyMap<Address, number> = new Map();
  readonly #peers = new Map<Address, Peer>();

  constructor(token: string, onLost: (message: WireMessage) => void) {
    this.#token = token;
    this.#onLost = onLost;
  }

  set ports(ports: ReadonlyMap<Address, number>) {
    for (const [node, peer] of this.#peers) {
      if (ports.get(node) === this.#ports.get(node)) continue;
      peer.close();
      this.#peers.delete(node);
    }
    this.#ports = ports;
  }

  /** Sends to a node; if it is gone, to nobody. */
  send(node: Address, message: WireMessage): void {
    const port = this.#ports.get(node);
    if (port === undefined) return this.#onLost(message);
    let peer = this.#peers.get(node);
    if (peer === undefined) {
      this.#peers.set(node, (peer = new Peer(port, this.#token, this.#onLost)));
    }
    peer.send(message);
  }
}
