import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import sirv from 'sirv';
import { WebSocketServer, type WebSocket } from 'ws';
import { MESSAGE_BYTES_MAX, pageMessage, type PageMessage } from '../protocol.js';

/** The built page. */
export const PAGE_FOLDER = fileURLToPath(new URL('../../../../dist/ui', import.meta.url));

const LOOPBACK = '127.0.0.1';
/** The close code after which a page does not reconnect: the token of another session. */
const WRONG_TOKEN = 4001;

/** A connected page. */
export interface Connection {
  send(text: string): void;
}

/** Answers pages. */
export interface PageDesk {
  /** A page has connected; it is sent everything there is to show. */
  join(connection: Connection): void;
  leave(connection: Connection): void;
  receive(message: PageMessage): void;
}

/** A listening server. */
export interface Listening {
  /** Its address, with the token, which opens this session and no other. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves the page and its one socket, on loopback only. The files are the same for everybody and
 * change nothing; the socket opens only to the page itself, with the token. The token is behind the
 * `#` of the address, which no browser sends anywhere.
 */
export async function listen(desk: PageDesk, port = 0): Promise<Listening> {
  const token = randomBytes(18).toString('base64url');
  const files = sirv(PAGE_FOLDER, { dev: false, etag: true, setHeaders: secure });
  const server = createServer((request, response) => {
    const refusal = whyNotServed(request, own(server));
    if (refusal === undefined) {
      files(request, response, () => end(response, 404, 'There is nothing here.'));
    } else {
      end(response, ...refusal);
    }
  });
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_BYTES_MAX });
  server.on('upgrade', (request: IncomingMessage, socket, head) => {
    const isAllowed = isOwnPage(request, own(server));
    const url = new URL(request.url ?? '/', `http://${LOOPBACK}`);
    if (!isAllowed || url.pathname !== '/session') {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (opened) => {
      if (isSame(url.searchParams.get('token') ?? '', token)) attend(opened, desk);
      else opened.close(WRONG_TOKEN, 'This page belongs to a debugger that has ended.');
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, resolve);
  });
  return {
    url: `http://${own(server)}/#${token}`,
    close: async () => {
      for (const client of sockets.clients) client.terminate();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function attend(socket: WebSocket, desk: PageDesk): void {
  const connection: Connection = { send: (text) => socket.send(text) };
  socket.on('message', (data) => {
    const message = read(data as Buffer);
    if (message === undefined) socket.close(1008, 'That is not a message from the page.');
    else desk.receive(message);
  });
  socket.on('close', () => desk.leave(connection));
  // Closing reports a broken connection, too.
  socket.on('error', () => undefined);
  desk.join(connection);
}

function read(data: Buffer): PageMessage | undefined {
  try {
    const parsed = pageMessage.safeParse(JSON.parse(data.toString('utf8')));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** `127.0.0.1:4711` */
function own(server: Server): string {
  return `${LOOPBACK}:${(server.address() as AddressInfo).port}`;
}

/** A request for another host name was led here by a lying name server (DNS rebinding). */
function whyNotServed(request: IncomingMessage, host: string): [number, string] | undefined {
  if (request.headers.host !== host) return [421, 'Open the address that labtest debug printed.'];
  if (request.method !== 'GET' && request.method !== 'HEAD') return [405, 'Only GET.'];
  return undefined;
}

/** A browser says which page opens a socket, and no page can claim to be another. */
function isOwnPage(request: IncomingMessage, host: string): boolean {
  return request.headers.host === host && request.headers.origin === `http://${host}`;
}

function isSame(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}

const HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-cache',
};

function secure(response: ServerResponse): void {
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
}

function end(response: ServerResponse, status: number, text: string): void {
  secure(response);
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`${text}\n`);
}
