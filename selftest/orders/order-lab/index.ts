import { equals, Message, Node, type Address } from 'labtest';

class Word extends Message {
  constructor(readonly word: string) {
    super();
  }
}

class Copy extends Message {
  constructor(readonly words: Set<string>) {
    super();
  }
}

/** A Map of a class of its own. */
class Register extends Map<string, string> {
  changes = 0;
}

/**
 * Does with its collections what its program says: a word of letters for each message, separated by
 * `|`.
 */
export class Machine extends Node {
  private a = new Set<string>();
  private readonly b = new Map<string, string>();
  private c = new Set<string>();
  private readonly register = new Register();
  private readonly nested: Record<string, Set<number>>[] = [{ in: new Set() }];
  private first = '';
  private count = 0;

  constructor(
    address: Address,
    private readonly program: string,
    private readonly peer: Address,
  ) {
    super(address);
  }

  init(): void {
    for (const word of ['x', 'y', 'z']) this.send(new Word(word), this.peer);
  }

  handleWord({ word }: Word): void {
    const [x = '', y = '', z = ''] = this.program.split('|');
    for (const step of word === 'x' ? x : word === 'y' ? y : z) this.take(step, word);
  }

  handleCopy({ words }: Copy): void {
    this.c = words;
  }

  private take(step: string, word: string): void {
    switch (step) {
      case '+':
        this.a.add(word);
        return;
      case '-':
        this.a.delete(word);
        return;
      case 'B':
        this.b.set(word, this.address);
        return;
      case 'R':
        this.register.set(word, 'r');
        this.register.changes = this.register.size;
        return;
      case 'n':
        this.nested[0]?.['in']?.add(word.charCodeAt(0));
        return;
      case 'm':
        this.c = this.a;
        return;
      case 'x':
        [this.a, this.c] = [this.c, this.a];
        return;
      case 's':
        this.send(new Copy(this.a), this.peer);
        return;
      case 'k':
        this.c = new Set(this.a);
        return;
      case 'l':
        this.c = structuredClone(this.c);
        return;
      case 'i':
        for (const item of this.a) if (this.first === '') this.first = item;
        return;
      case 'f':
        this.b.forEach((_, key) => (this.first = key));
        return;
      case 'v':
        this.first = [...this.c].join('');
        return;
      case 'r':
        this.first = Array.from(this.register.keys()).join('');
        return;
      case 'o':
        // This works with any order, so the order need not be kept.
        this.count = this.a.size + (equals(this.a, this.c) ? 1 : 0) + (this.b.has('x') ? 1 : 0);
        return;
    }
  }
}

/** The same, but looks at the order of everything in every step. */
export class Reader extends Machine {
  override handleWord(message: Word): void {
    super.handleWord(message);
    for (const [, value] of Object.entries(this)) {
      if (value instanceof Map || value instanceof Set) value.forEach(() => undefined);
    }
  }
}
