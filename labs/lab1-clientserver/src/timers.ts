import { Timer } from 'labtest';

/** The client's retry timer; set it for CLIENT_RETRY_MILLIS. */
export class ClientTimer extends Timer {
  // Your code here...
}
