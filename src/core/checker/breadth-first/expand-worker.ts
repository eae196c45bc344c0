import { workerData } from 'node:worker_threads';
import { CrewMember } from '../crew/crew-member.js';
import { ChunkReader } from './chunk-reader.js';
import type { ExpandOrder, ExpandStart } from './expand-crew-protocol.js';

/** A thread that helps to expand states: takes ticket after ticket. */
const start = workerData as ExpandStart;
const reader = new ChunkReader(start);
const member = new CrewMember<ExpandOrder>(start);

/** Whether this thread knows the level of a ticket. */
function covers(ticket: number): boolean {
  const order = member.heard();
  if (order !== undefined) reader.follow(order);
  return reader.covers(ticket);
}

member.begin();
for (;;) {
  const ticket = member.ticket();
  if (!member.mayWorkOn(ticket, () => covers(ticket))) break;
  reader.expand(ticket);
}
member.leave();
