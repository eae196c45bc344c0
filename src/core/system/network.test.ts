import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Canonical } from '../canon/index.js';
import { toAddress } from '../lab/index.js';
import type { Envelope } from '../box/index.js';
import { envelopeKey } from './envelope.js';
import { Network, type NetworkKind } from './network.js';

const [a, b] = [toAddress('a'), toAddress('b')];
const ALL: readonly Envelope[] = [a, b].flatMap((from) =>
  ['x', 'y'].map((message) => ({ from, to: from === a ? b : a, message: message as Canonical })),
);

/** The simplest model of a network: how many there are of each message. */
class Counts {
  readonly counts = new Map<string, number>();
  readonly #kind: NetworkKind;

  constructor(kind: NetworkKind, counts: Iterable<readonly [string, number]> = []) {
    this.#kind = kind;
    for (const [key, count] of counts) if (count > 0) this.add(key, count);
  }

  add(key: string, count: number): void {
    const sum = (this.counts.get(key) ?? 0) + count;
    this.counts.set(key, this.#kind === 'set' ? 1 : sum);
  }

  remove(key: string): void {
    const count = this.counts.get(key) ?? 0;
    if (count > 1) this.counts.set(key, count - 1);
    else this.counts.delete(key);
  }
}

function countsOf(network: Network): Map<string, number> {
  return new Map([...network.values()].map((e) => [envelopeKey(e), network.count(e)]));
}

describe('a network', () => {
  const envelope = fc.constantFrom(...ALL);
  const change = fc.oneof(
    fc.record({ does: fc.constant('with' as const), envelopes: fc.array(envelope) }),
    fc.record({ does: fc.constantFrom('without' as const, 'delivered' as const), envelope }),
  );

  it('holds what was sent and not delivered, as often as its kind says', () => {
    const kinds = fc.constantFrom<NetworkKind[]>('set', 'bag');
    fc.assert(
      fc.property(kinds, fc.array(change), (kind, changes) => {
        const expected = new Counts(kind);
        let network = Network.of(kind);
        for (const each of changes) {
          const before = countsOf(network);
          const old = network;
          if (each.does === 'with') {
            network = network.with(each.envelopes);
            for (const sent of each.envelopes) expected.add(envelopeKey(sent), 1);
          } else {
            network = network[each.does](each.envelope);
            const stays = each.does === 'delivered' && kind === 'set';
            if (!stays) expected.remove(envelopeKey(each.envelope));
          }
          expect(countsOf(old)).toEqual(before);
          expect(countsOf(network)).toEqual(expected.counts);
          expect(network.size).toBe(expected.counts.size);
        }
      }),
    );
  });

  it('keeps the order of first sending, however much changes before anybody looks', () => {
    fc.assert(
      fc.property(fc.array(change, { minLength: 20 }), (changes) => {
        const expected = new Map<string, number>();
        let network = Network.of('bag');
        for (const each of changes) {
          if (each.does === 'with') {
            network = network.with(each.envelopes);
            for (const sent of each.envelopes) {
              const key = envelopeKey(sent);
              expected.set(key, (expected.get(key) ?? 0) + 1);
            }
          } else {
            network = network.without(each.envelope);
            const key = envelopeKey(each.envelope);
            const count = expected.get(key) ?? 0;
            if (count > 1) expected.set(key, count - 1);
            else expected.delete(key);
          }
        }
        expect([...countsOf(network)]).toEqual([...expected]);
      }),
    );
  });

  it('is put together again from what it was split into', () => {
    fc.assert(
      fc.property(fc.array(envelope), fc.array(envelope), (sent, some) => {
        const network = Network.of('bag', sent);
        const [yes, no] = network.split((each) => some.includes(each));
        expect([...yes.values()].every((each) => some.includes(each))).toBe(true);
        expect(countsOf(no.and(yes))).toEqual(countsOf(network));
        const left = network.withoutThoseTo(a);
        expect([...left.values()].every(({ to }) => to !== a)).toBe(true);
      }),
    );
  });
});
