import { Message, Timer } from 'labtest';
import type { Add, Total } from 'labtest/counter';

export class Request extends Message {
  constructor(
    readonly number: number,
    readonly command: Add,
  ) {
    super();
  }
}

export class Reply extends Message {
  constructor(
    readonly number: number,
    readonly result: Total,
  ) {
    super();
  }
}

export class RetryTimer extends Timer {
  constructor(readonly number: number) {
    super();
  }
}
