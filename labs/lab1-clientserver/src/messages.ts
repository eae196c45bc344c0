import { Message } from 'labtest';

/** Client to server. */
export class Request extends Message {
  // Your code here...
}

/** Server to client. */
export class Reply extends Message {
  // Your code here...
}
