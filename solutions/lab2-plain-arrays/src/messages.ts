import { Message, Timer, type Address, type Application, type Result } from 'labtest';
import type { View } from 'labtest/lab2';
import type { Done, Operation } from './operation';

export class Request extends Message {
  constructor(public operation: Operation) {
    super();
  }
}

export class Reply extends Message {
  constructor(
    public sequenceNum: number,
    public result: Result,
  ) {
    super();
  }
}

export class Forward extends Message {
  constructor(
    public viewNum: number,
    public operation: Operation,
  ) {
    super();
  }
}

export class Forwarded extends Message {
  constructor(
    public viewNum: number,
    public client: Address,
    public sequenceNum: number,
  ) {
    super();
  }
}

export class Snapshot extends Message {
  constructor(
    public view: View,
    public app: Application,
    public history: Done[],
  ) {
    super();
  }
}

export class SnapshotTaken extends Message {
  constructor(public viewNum: number) {
    super();
  }
}

export class ClientTimer extends Timer {
  constructor(public sequenceNum: number) {
    super();
  }
}
