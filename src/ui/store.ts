import type { PageMessage, SessionMessage } from '../core/debugger/protocol.js';
import type { Link, LinkEars } from './link/link.js';
import { EMPTY, heard, type PageState } from './state.js';

/** Actions that have to wait until the session has finished what it is doing. */
const WAITING: ReadonlySet<PageMessage['kind']> = new Set(['take', 'search', 'run-on']);

/** Holds what the page knows, and is the page's only connection to its session. */
export class Store {
  #state: PageState = EMPTY;
  #link: Link | undefined;
  readonly #ears = new Set<(state: PageState) => void>();

  get state(): PageState {
    return this.#state;
  }

  /** What a link reports to. */
  get link(): LinkEars {
    return {
      hear: (message) => this.#hear(message),
      turn: (link, linkWhy) => this.#set({ ...this.#state, link, linkWhy }),
    };
  }

  connect(link: Link): void {
    this.#link = link;
  }

  send(message: PageMessage): void {
    const { busy } = this.#state;
    if (busy !== undefined && WAITING.has(message.kind)) {
      this.say(`Not now: ${busy.text}`);
      return;
    }
    if (message.kind === 'travel') this.#set({ ...this.#state, heading: message.to });
    this.#link?.send(message);
  }

  listen(ear: (state: PageState) => void): () => void {
    this.#ears.add(ear);
    ear(this.#state);
    return () => this.#ears.delete(ear);
  }

  dismiss(what: 'notice' | 'difference'): void {
    this.#set({ ...this.#state, [what]: undefined });
  }

  say(text: string): void {
    this.#set({ ...this.#state, notice: { text, isError: false } });
  }

  #hear(message: SessionMessage): void {
    if (message.kind === 'saved') download(message);
    this.#set(heard(this.#state, message));
  }

  #set(state: PageState): void {
    this.#state = state;
    for (const ear of this.#ears) ear(state);
  }
}

/** Offers a file for download. */
function download(saved: Extract<SessionMessage, { kind: 'saved' }>): void {
  const { name, type, content } = saved;
  const url = URL.createObjectURL(new Blob([content], { type }));
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
