import type { Address, Command } from '../../../index.js';
import { Append, Put } from '../../../kvstore.js';
import { Ping } from '../given/lab2.js';
import { acts, type StoryStep } from '../../../testing.js';
import { partsByPath, textOf } from './contents.js';
import { isPlain, StoreClass, type PlacedStore } from './store-class.js';

type Texts = ReadonlyMap<string, string>;

/** The store of a lab that has no class for it: a map or an object in a server's state. */
export class PlainStore {
  readonly #path: string;

  /** @param path where it is in a server's state: `replica.data` */
  constructor(path: string) {
    this.#path = path;
  }

  /** The store in a node's state, by where it is. */
  allIn(state: object): Map<string, PlacedStore> {
    const stores = new Map<string, PlacedStore>();
    for (const { path, part, around } of partsByPath(state, () => false)) {
      if (path !== this.#path || !isRecord(part)) continue;
      stores.set(path, { store: part, around: around === state ? undefined : around });
    }
    return stores;
  }

  /** The store in a message, as text: what has the name of the store, or holds what it holds. */
  carriedBy(message: object, held: string): string | undefined {
    const parts = [...partsByPath(message, () => false)].filter(({ part }) => isRecord(part));
    const named = parts.find(({ path }) => nameIn(path) === nameIn(this.#path));
    if (named !== undefined) return textOf(named.part);
    const isHeld = parts.some(({ part }) => textsIn(part).size > 0 && textOf(part) === held);
    return isHeld ? held : undefined;
  }
}

/**
 * The plain store that servers work with, if there is one. Nothing but its use tells it apart from
 * other data: it is where the first write shows that a server executes.
 */
export function plainStoreIn(
  story: readonly StoryStep[],
  nameOf: (value: object) => string,
): PlainStore | undefined {
  const ofClass = new StoreClass(nameOf);
  const written = new Written();
  const held = new Map<Address, ReadonlyMap<string, Texts>>();
  for (const step of story) {
    if (!acts(step)) continue;
    const { node, effects } = step;
    ofClass.see(effects);
    if (ofClass.isCertain) return undefined;
    written.ask(effects.commands);
    const isServer = held.has(node) || effects.sends.some(({ message }) => message instanceof Ping);
    if (effects.state === undefined || !isServer) continue;
    const texts = textsByPath(effects.state, (part) => ofClass.has(part));
    const path = written.pathIn(held.get(node), texts);
    if (path !== undefined) return new PlainStore(path);
    held.set(node, texts);
  }
  return undefined;
}

/** What clients have asked to be written. */
class Written {
  readonly #byKey = new Map<string, Set<string>>();

  ask(commands: readonly Command[]): void {
    for (const command of commands) {
      if (!(command instanceof Put || command instanceof Append)) continue;
      const values = this.#byKey.get(command.key) ?? new Set();
      this.#byKey.set(command.key, values.add(command.value));
    }
  }

  /** Where a write shows. What is made anew is no store: it may be a write that is on its way. */
  pathIn(
    before: ReadonlyMap<string, Texts> | undefined,
    after: ReadonlyMap<string, Texts>,
  ): string | undefined {
    for (const [path, texts] of after) {
      const old = before?.get(path);
      const isNew = ([key]: [string, string]): boolean => old?.has(key) === false;
      if ([...texts].filter(isNew).some(([key, text]) => this.#byKey.get(key)?.has(text))) {
        return path;
      }
    }
    return undefined;
  }
}

function textsByPath(state: object, isWhole: (part: object) => boolean): Map<string, Texts> {
  const texts = new Map<string, Texts>();
  for (const { path, part } of partsByPath(state, isWhole)) {
    if (isRecord(part)) texts.set(path, textsIn(part));
  }
  return texts;
}

/** The texts that stand in a map or object itself, by key. */
function textsIn(part: object): Texts {
  const entries: [unknown, unknown][] = part instanceof Map ? [...part] : Object.entries(part);
  const texts = entries.filter(([, value]) => typeof value === 'string');
  return new Map(texts.map(([key, text]) => [String(key), text as string]));
}

function nameIn(path: string): string | undefined {
  return path.split('.').at(-1);
}

function isRecord(part: object): boolean {
  return isPlain(part) && !Array.isArray(part) && !(part instanceof Set);
}
