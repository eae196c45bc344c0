import { pageMessage, sessionMessage, type PageMessage } from '../../core/debugger/protocol.js';
import type { Link, LinkEars } from './link.js';

const RETRY_MS = [200, 500, 1000, 2000];
/** The server's close code for a wrong token: the server has been restarted. */
const CLOSED_FOR_GOOD = 4001;

/** The session of a server, over one WebSocket; keeps reconnecting while the server is gone. */
export class SocketLink implements Link {
  readonly #url: string;
  readonly #ears: LinkEars;
  #socket: WebSocket | undefined;
  #tries = 0;

  constructor(url: string, ears: LinkEars) {
    this.#url = url;
    this.#ears = ears;
    this.#open();
  }

  send(message: PageMessage): void {
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    this.#socket.send(JSON.stringify(pageMessage.parse(message)));
  }

  #open(): void {
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    socket.addEventListener('open', () => {
      this.#tries = 0;
      this.#ears.turn('open');
    });
    socket.addEventListener('message', ({ data }) => {
      const parsed = sessionMessage.safeParse(JSON.parse(String(data)));
      if (parsed.success) this.#ears.hear(parsed.data);
      else this.#ears.turn('closed', 'The server speaks another version: reload this page.');
    });
    socket.addEventListener('close', ({ code, reason }) => {
      if (code === CLOSED_FOR_GOOD) {
        this.#ears.turn('closed', reason);
        return;
      }
      this.#ears.turn('gone');
      const waitMs = RETRY_MS[Math.min(this.#tries++, RETRY_MS.length - 1)] ?? 0;
      setTimeout(() => this.#open(), waitMs);
    });
  }
}
