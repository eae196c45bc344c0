import { equals, type Address, type Message } from 'labtest';
import type { View } from 'labtest/lab2';
import type { AMOApplication, AMOCommand } from './amo.js';
import { Initialize, Initialized, Replicate, Replicated, Reply } from './messages.js';

/** What a role wants sent. */
export type Mail = [message: Message, to: Address][];

/** What a server is in one view. A new view makes a new role, which takes over the application. */
export class Role {
  readonly view: View;
  protected app: AMOApplication;

  constructor(view: View, app: AMOApplication) {
    this.view = view;
    this.app = app;
  }

  /** The role this server has in another view. */
  in(view: View, self: Address): Role {
    if (view.primary === self) return new Primary(view, this.app);
    if (view.backup === self) return new Backup(view, this.app);
    return new Role(view, this.app);
  }

  /** The newest view whose state this server is ready to work with. */
  get knownViewNum(): number {
    return this.view.viewNum;
  }

  request(_command: AMOCommand): Mail {
    return [];
  }

  replicate(_command: AMOCommand, _primary: Address): Mail {
    return [];
  }

  replicated(_command: AMOCommand): Mail {
    return [];
  }

  initialize(_app: AMOApplication, _primary: Address): Mail {
    return [];
  }

  initialized(): void {
    // Only a primary waits for this.
  }

  /** What has to be said again because nobody answered it. */
  unanswered(): Mail {
    return [];
  }
}

class Primary extends Role {
  #backupReady: boolean;
  #replicating: AMOCommand | null = null;

  constructor(view: View, app: AMOApplication) {
    super(view, app);
    this.#backupReady = view.backup === null;
  }

  override get knownViewNum(): number {
    return this.#backupReady ? this.view.viewNum : this.view.viewNum - 1;
  }

  override request(command: AMOCommand): Mail {
    if (!this.#backupReady) return [];
    if (this.view.backup === null || this.app.alreadyExecuted(command)) {
      return this.#answer(command);
    }
    if (this.#replicating !== null) return [];
    this.#replicating = command;
    return this.unanswered();
  }

  override replicated(command: AMOCommand): Mail {
    if (!equals(command, this.#replicating)) return [];
    this.#replicating = null;
    return this.#answer(command);
  }

  override initialized(): void {
    this.#backupReady = true;
  }

  override unanswered(): Mail {
    const { backup } = this.view;
    if (backup === null) return [];
    if (!this.#backupReady) return [[new Initialize(this.view, this.app), backup]];
    if (this.#replicating === null) return [];
    return [[new Replicate(this.view, this.#replicating), backup]];
  }

  #answer(command: AMOCommand): Mail {
    return [[new Reply(this.app.execute(command)), command.client]];
  }
}

class Backup extends Role {
  #initialized = false;

  override replicate(command: AMOCommand, primary: Address): Mail {
    if (!this.#initialized) return [];
    this.app.execute(command);
    return [[new Replicated(this.view, command), primary]];
  }

  override initialize(app: AMOApplication, primary: Address): Mail {
    if (!this.#initialized) this.app = app;
    this.#initialized = true;
    return [[new Initialized(this.view), primary]];
  }
}
