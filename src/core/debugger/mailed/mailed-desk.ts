import { UsageError } from '../../support/index.js';
import { ownTrace, parseTrace, type Trace } from '../../trace/index.js';
import type { PageMessage, SavedAs, SessionSays } from '../protocol.js';
import { savedBranch } from '../saved-trace.js';
import type { Meanwhile } from '../scenes/from-trace.js';
import { told, type Abilities, type Session } from '../session.js';

type Opened = Extract<SessionSays, { kind: 'opened' }>;

/** How a page makes a session from a trace, and what it can do with it. */
export interface PageTools {
  open(
    trace: Trace,
    name: string,
    meanwhile: Meanwhile,
  ): {
    readonly session: Session;
    /** Where the lab behaves differently from the trace. */
    readonly difference?: Opened['difference'];
  };
  /**
   * Loads what is needed to take steps, unless it is loaded; omitted if no step can be taken.
   * Showing a trace does not need it.
   */
  prepare?(): void;
  /** Omitted if no step can be taken. */
  runOn?(session: Session, how: Extract<PageMessage, { kind: 'run-on' }>): readonly SessionSays[];
}

/**
 * Answers a page that has no server: from a trace alone or, if the page includes its lab, by taking
 * steps, too. It runs wherever JavaScript does.
 */
export class MailedDesk {
  readonly #tools: PageTools;
  readonly #say: (message: SessionSays) => void;
  #session: Session | undefined;

  constructor(tools: PageTools, say: (message: SessionSays) => void) {
    this.#tools = tools;
    this.#say = say;
  }

  /** Opens what the page includes, and prepares for taking steps. */
  begin({ name, text }: { readonly name: string; readonly text: string }): void {
    this.#show(ownTrace(text, name), name);
    if (this.#tools.prepare === undefined || this.#session === undefined) return;
    this.#tools.prepare();
    // Now the step's log can be shown, too.
    this.#say(this.#session.travel(this.#session.here.id));
  }

  async #open({ name, text }: { readonly name: string; readonly text: string }): Promise<void> {
    let trace: Trace;
    try {
      trace = await parseTrace(text, name);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      this.#say(told(error.message));
      return;
    }
    this.#show(trace, name);
  }

  #show(trace: Trace, name: string): void {
    const { session, difference } = this.#tools.open(trace, name, {
      preview: (preview, text) => this.#say({ ...preview.opened(CAN), busy: text }),
      progress: (words) => this.#say({ kind: 'busy', text: words, canStop: false }),
    });
    this.#session = session;
    this.#say(session.opened(CAN, difference));
  }

  async answer(message: PageMessage): Promise<void> {
    const session = this.#session;
    switch (message.kind) {
      case 'open':
        return this.#open(message);
      case 'save':
        if (session === undefined || !isFile(message.as)) return;
        return this.#say(savedBranch(session, message.as));
      case 'run-on':
        return session && this.#tools.runOn?.(session, message).forEach(this.#say);
      default: {
        const said = session?.answer(message);
        if (said !== undefined) this.#say(said);
      }
    }
  }
}

function isFile(as: SavedAs): as is 'trace' | 'mermaid' {
  return as === 'trace' || as === 'mermaid';
}

const CAN: Abilities = { search: false, save: ['trace', 'mermaid'] };
