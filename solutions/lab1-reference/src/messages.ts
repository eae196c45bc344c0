import { Message } from 'labtest';
import type { AMOCommand, AMOResult } from './amo-application.js';

/** Client to server. */
export class Request extends Message {
  constructor(readonly command: AMOCommand) {
    super();
  }
}

/** Server to client. */
export class Reply extends Message {
  constructor(readonly result: AMOResult) {
    super();
  }
}
