import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EventQueue, type Scheduled } from './event-queue.js';

const events = fc
  .array(fc.record({ atMs: fc.integer({ min: 0, max: 5 }), rank: fc.integer({ min: 0, max: 1 }) }))
  .map((list): Scheduled[] => list.map((event, sequence) => ({ ...event, sequence })));

function sorted(list: readonly Scheduled[]): Scheduled[] {
  return [...list].sort((a, b) => a.atMs - b.atMs || a.rank - b.rank || a.sequence - b.sequence);
}

function drain(queue: EventQueue<Scheduled>): Scheduled[] {
  const taken: Scheduled[] = [];
  for (let event = queue.take(); event !== undefined; event = queue.take()) taken.push(event);
  return taken;
}

describe('an event queue', () => {
  test('gives events by time, then rank, then the order they were scheduled in', () => {
    fc.assert(
      fc.property(events, (list) => {
        const queue = new EventQueue<Scheduled>();
        for (const event of list) queue.add(event);
        expect(queue.peek()).toBe(sorted(list)[0]);
        expect(drain(queue)).toEqual(sorted(list));
        expect(queue.size).toBe(0);
      }),
    );
  });

  test('keeps its order when events are added while others are taken', () => {
    fc.assert(
      fc.property(events, events, (first, later) => {
        const queue = new EventQueue<Scheduled>();
        for (const event of first) queue.add(event);
        const taken = first.slice(0, first.length >> 1).map(() => queue.take());
        for (const event of later) queue.add({ ...event, sequence: event.sequence + first.length });
        const rest = drain(queue);
        expect(rest).toEqual(sorted(rest));
        expect(taken.length + rest.length).toBe(first.length + later.length);
      }),
    );
  });

  test('without some of its events gives the others in the same order', () => {
    fc.assert(
      fc.property(events, fc.integer({ min: 0, max: 5 }), (list, atMs) => {
        const queue = new EventQueue<Scheduled>();
        for (const event of list) queue.add(event);
        const removed = queue.removeWhere((event) => event.atMs === atMs);
        expect(removed.length).toBe(list.filter((event) => event.atMs === atMs).length);
        expect(drain(queue)).toEqual(sorted(list.filter((event) => event.atMs !== atMs)));
      }),
    );
  });
});
