import { Append, AppendResult, Get, GetResult, KeyNotFound, Put, PutOk } from '../given/kvstore.js';
import type { Address, Command, Result } from '../lab/index.js';
import { Random } from '../support/index.js';
import { parseKv } from './kv-text.js';
import { listWorkload } from './list.js';
import { templateWorkload, type TemplateOptions } from './template.js';
import type { Workload } from './workload.js';

type Text = string | number;

/**
 * The command that reads a key.
 *
 * @example
 * ```ts
 * get('foo'); // Get(key=foo)
 * ```
 */
export function get(key: Text): Get {
  return new Get(String(key));
}
/**
 * The command that gives a key a value.
 *
 * @example
 * ```ts
 * put('foo', 1); // Put(key=foo, value=1)
 * ```
 */
export function put(key: Text, value: Text): Put {
  return new Put(String(key), String(value));
}
/**
 * The command that appends to the value of a key; a missing key counts as empty.
 *
 * @example
 * ```ts
 * append('foo', 'x'); // Append(key=foo, value=x)
 * ```
 */
export function append(key: Text, value: Text): Append {
  return new Append(String(key), String(value));
}
/**
 * What a {@link get} of a present key returns.
 *
 * @example
 * ```ts
 * getResult('bar'); // GetResult(value=bar)
 * ```
 */
export function getResult(value: Text): GetResult {
  return new GetResult(String(value));
}
/**
 * What a {@link get} of a missing key returns.
 *
 * @example
 * ```ts
 * listWorkload([get('nothing')], [keyNotFound()]);
 * ```
 */
export function keyNotFound(): KeyNotFound {
  return new KeyNotFound();
}
/**
 * What a {@link put} returns.
 *
 * @example
 * ```ts
 * listWorkload([put('a', 1)], [putOk()]);
 * ```
 */
export function putOk(): PutOk {
  return new PutOk();
}
/**
 * What an {@link append} returns: the whole value.
 *
 * @example
 * ```ts
 * listWorkload([append('a', 'x')], [appendResult('x')]);
 * ```
 */
export function appendResult(value: Text): AppendResult {
  return new AppendResult(String(value));
}

/**
 * Key-value commands from templates: `APPEND:KEY-%a:%i`.
 *
 * @example
 * ```ts
 * kvTemplate(['APPEND:KEY-%a:%i'], { times: 10 });
 * ```
 */
export function kvTemplate(commands: readonly string[], options?: TemplateOptions): Workload {
  return templateWorkload(commands, parseKv, options);
}

/** Commands, each with its expected result. */
function pairs(...items: readonly (readonly [Command, Result])[]): Workload {
  return listWorkload(
    items.map(([command]) => command),
    items.map(([, result]) => result),
  );
}

/**
 * A mix over five keys: overwriting, appending to present and missing keys, a missing key.
 *
 * @example
 * ```ts
 * system.addClientWorker(client(1), simpleWorkload);
 * ```
 */
export const simpleWorkload: Workload = pairs(
  [put('key1', 'v1a'), putOk()],
  [get('key1'), getResult('v1a')],
  [put('key2', 'v2a'), putOk()],
  [get('key2'), getResult('v2a')],
  [put('key1', 'v1b'), putOk()],
  [get('key1'), getResult('v1b')],
  [append('key3', 'v3a'), appendResult('v3a')],
  [put('key3', 'v3b'), putOk()],
  [append('key3', 'v3c'), appendResult('v3bv3c')],
  [append('key3', 'v3d'), appendResult('v3bv3cv3d')],
  [append('key4', 'v4'), appendResult('v4')],
  [append('key4', 'v4'), appendResult('v4v4')],
  [get('key4'), getResult('v4v4')],
  [get('key5'), keyNotFound()],
);

/**
 * A put, an append and a get of one key, with their results.
 *
 * @example
 * ```ts
 * system.addClientWorker(client(1), putAppendGet);
 * ```
 */
export const putAppendGet: Workload = pairs(
  [put('foo', 'bar'), putOk()],
  [append('foo', 'baz'), appendResult('barbaz')],
  [get('foo'), getResult('barbaz')],
);

/**
 * Two equal appends and a get of one key: the result shows if one was executed twice.
 *
 * @example
 * ```ts
 * system.addClientWorker(client(1), appendAppendGet);
 * ```
 */
export const appendAppendGet: Workload = pairs(
  [append('foo', 'bar'), appendResult('bar')],
  [append('foo', 'bar'), appendResult('barbar')],
  [get('foo'), getResult('barbar')],
);

/**
 * A put and a get of one key, with their results.
 *
 * @example
 * ```ts
 * system.addClientWorker(client(1), putGet);
 * ```
 */
export const putGet: Workload = pairs([put('foo', 'bar'), putOk()], [get('foo'), getResult('bar')]);

/**
 * One put: the smallest workload there is.
 *
 * @example
 * ```ts
 * system.start({ servers: [SERVER], clients: { [client(1)]: putOnce } });
 * ```
 */
export const putOnce: Workload = pairs([put('foo', 'bar'), putOk()]);

/**
 * `rounds` appends, each client to its own key, so that every result is known.
 *
 * @example
 * ```ts
 * system.addClientWorker(client(1), appendDifferentKeys(10));
 * ```
 */
export function appendDifferentKeys(rounds: number): Workload {
  const results: string[] = [];
  for (let i = 0; i < rounds; i++) results.push(`${results.at(-1) ?? ''}${i}`);
  const commands = results.map((_, i) => `APPEND:KEY-%a:${i}`);
  return kvTemplate(commands, { results });
}

/**
 * `rounds` appends by every client to the key `foo`, each with a different value.
 *
 * @example
 * ```ts
 * for (let i = 1; i <= 5; i++) system.addClientWorker(client(i), appendSameKey(10));
 * ```
 */
export function appendSameKey(rounds: number): Workload {
  return kvTemplate(['APPEND:foo:%a,%i'], { times: rounds });
}

/**
 * `count` puts of random values to the keys `0` to `keys - 1`, different for every client.
 *
 * @example
 * ```ts
 * system.addClientWorker(client(1), randomPuts(100, 5, 1));
 * ```
 */
export function randomPuts(count: number, keys: number, seed: number): Workload {
  const random = Random.fromSeed(seed);
  return {
    size: count,
    pauseMs: 0,
    commandAt(index, client) {
      const draw = random.split(client).split(index);
      return put(draw.below(keys), draw.uint32() | 0);
    },
    expectedAt: () => putOk(),
  };
}

/**
 * Endless: puts a random value to one of the client's own five keys, then gets it, and so on. Every
 * result is known.
 *
 * @example
 * ```ts
 * system.addClientWorker(client(1), differentKeysEndless({ pauseMs: 10 }));
 * system.start();
 * system.pass(10_000);
 * ```
 */
export function differentKeysEndless(options: { pauseMs?: number; seed?: number } = {}): Workload {
  const templates = kvTemplate(['PUT:%a-%n5:%r8'], {
    times: Infinity,
    results: ['Ok'],
    seed: options.seed,
  });
  const writtenAt = (pair: number, client: Address): Put =>
    templates.commandAt(pair, client) as Put;
  return {
    size: Infinity,
    pauseMs: options.pauseMs ?? 0,
    commandAt(index, client) {
      const written = writtenAt(index >> 1, client);
      return index % 2 === 0 ? written : get(written.key);
    },
    expectedAt: (index, client) =>
      index % 2 === 0 ? putOk() : getResult(writtenAt(index >> 1, client).value),
  };
}
