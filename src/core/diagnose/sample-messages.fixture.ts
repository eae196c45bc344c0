import type { ClassTable } from '../canon/index.js';
import { GivenModules } from '../given/index.js';
import { Message, Timer } from '../lab/index.js';

/** A message that asks. */
export class GetView extends Message {}

/** A message that carries a number. */
export class Ping extends Message {
  readonly viewNum: number;
  constructor(viewNum: number) {
    super();
    this.viewNum = viewNum;
  }
}

export class PingTimer extends Timer {}

/** Knows these, and what every lab is given. */
export function sampleTable(): ClassTable {
  const table = GivenModules.basic.createTable();
  for (const each of [GetView, Ping, PingTimer]) table.register(each, each.name, each.name);
  return table;
}
