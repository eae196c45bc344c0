import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, connect, type AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll } from 'vitest';
import { folderOf } from './cli-process.js';

const PASSWORD = 'only-for-this-test';
const running = new Set<ChildProcess>();
afterAll(() => running.forEach((server) => server.kill('SIGKILL')));

/** Debian's Redis on a port of its own, with its journal in a temporary folder. */
export class RedisServer {
  readonly url: string;
  readonly #port: number;
  readonly #folder = folderOf({});
  #process: ChildProcess | undefined;

  private constructor(port: number) {
    this.#port = port;
    this.url = `redis://:${PASSWORD}@127.0.0.1:${port}`;
  }

  static async start(): Promise<RedisServer> {
    const server = new RedisServer(await freePort());
    await server.restart();
    return server;
  }

  /** Starts it again with what its journal holds. */
  async restart(): Promise<void> {
    const settings = {
      port: this.#port,
      bind: '127.0.0.1',
      dir: this.#folder,
      appendonly: 'yes',
      appendfsync: 'everysec',
      save: '',
      'maxmemory-policy': 'noeviction',
      requirepass: PASSWORD,
    };
    const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const server = spawn('redis-server', args, { stdio: 'ignore' });
    server.on('error', () => {});
    running.add(server);
    this.#process = server;
    for (let tries = 0; !(await answers(this.#port)); tries++) {
      if (tries > 200 || server.exitCode !== null) {
        throw new Error('redis-server does not start: apt-get install redis-server');
      }
      await delay(50);
    }
  }

  /** Kills it, as if its machine lost power. */
  async kill(): Promise<void> {
    const server = this.#process;
    if (server === undefined) return;
    server.kill('SIGKILL');
    await once(server, 'exit');
    running.delete(server);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
    socket.on('close', () => socket.destroy());
    setTimeout(() => socket.end(), 100).unref();
  });
}
