import type { Address, Command } from '../../../index.js';
import { Put } from '../../../kvstore.js';
import type { View } from '../given/lab2.js';
import type { ActingStep, Finding } from '../../../testing.js';
import { finding, show } from './advice.js';
import type { AppendedValues } from './appended-values.js';
import { shortened } from './contents.js';

type Texts = ReadonlyMap<string, string>;

/** What the last message of a server's peer in its view changed. */
interface Change {
  readonly viewNum: number;
  /** The value before. */
  readonly base: string;
}

/**
 * Writes that the next one takes away again. That happens where servers send each other what an
 * operation leaves, and not the operation: if two are computed on the same state, the second one
 * knows nothing of the first.
 */
export class Overwritten {
  readonly #appended: AppendedValues;
  /** By server and key. */
  readonly #last = new Map<string, Change>();
  /** By key and value: what clients put, which may take away anything. */
  readonly #put = new Set<string>();

  constructor(appended: AppendedValues) {
    this.#appended = appended;
  }

  ask(commands: readonly Command[]): void {
    for (const command of commands) {
      if (command instanceof Put) this.#put.add(`${command.key} ${command.value}`);
    }
  }

  /** Takes what a server in this view held before a step and after it, by key. */
  see(step: ActingStep, view: View, before: Texts, after: Texts): Finding[] {
    const { node, at } = step;
    const peer = peerIn(view, node);
    const isFromPeer = step.kind === 'deliver' && step.message.from === peer;
    for (const [key, value] of after) {
      const old = before.get(key) ?? '';
      if (value === old) continue;
      const place = `${node} ${key}`;
      const last = this.#last.get(place);
      this.#last.delete(place);
      if (!isFromPeer) continue;
      this.#last.set(place, { viewNum: view.viewNum, base: old });
      if (last?.viewNum !== view.viewNum || value.startsWith(old)) continue;
      const part = this.#partAdded(last.base, value);
      if (part === undefined || this.#put.has(`${key} ${value}`)) continue;
      const what =
        `in view ${show(view)}, ${node} held '${shortened(old)}' under ${key}, and what came ` +
        `next from ${peer} appended '${shortened(part)}' to the value before that: the two were ` +
        'computed on the same state';
      return [finding('two-in-flight', at, what)];
    }
    return [];
  }

  /** The one value that was appended to a text, if that is all that happened to it. */
  #partAdded(old: string, text: string): string | undefined {
    if (!text.startsWith(old)) return undefined;
    const rest = text.slice(old.length);
    const [part, ...others] = this.#appended.partsOf(rest);
    return others.length === 0 && part === rest ? part : undefined;
  }
}

function peerIn({ primary, backup }: View, node: Address): Address | undefined {
  const peer = node === primary ? backup : node === backup ? primary : undefined;
  return peer ?? undefined;
}
