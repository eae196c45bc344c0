import type { PageMessage, SessionMessage } from '../../core/debugger/protocol.js';

/** Whether the session answers: `gone` is tried again, `closed` is for good. */
export type LinkState = 'opening' | 'open' | 'gone' | 'closed';

/** What a link reports to. */
export interface LinkEars {
  readonly hear: (message: SessionMessage) => void;
  readonly turn: (state: LinkState, why?: string) => void;
}

/** A page's way to its session, wherever that is: a server, a worker, or this very page. */
export interface Link {
  send(message: PageMessage): void;
}
