import { Message } from 'labtest';

/** Client to primary. */
export class Request extends Message {
  // Your code here...
}

/** Primary to client. */
export class Reply extends Message {
  // Your code here...
}

// Your code here: what primary and backup say to each other...
