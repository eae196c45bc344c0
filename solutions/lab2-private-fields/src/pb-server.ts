import { Node, type Address, type Application } from 'labtest';
import { Ping, PING_MILLIS, PingTimer, STARTUP_VIEWNUM, View, type ViewReply } from 'labtest/lab2';
import { AMOApplication } from './amo.js';
import type { Initialize, Initialized, Replicate, Replicated, Request } from './messages.js';
import { type Mail, Role } from './roles.js';

/** Hands everything to its role, if it is about the role's view. */
export class PBServer extends Node {
  readonly #viewServer: Address;
  #role: Role;

  constructor(address: Address, viewServer: Address, app: Application) {
    super(address);
    this.#viewServer = viewServer;
    this.#role = new Role(new View(STARTUP_VIEWNUM, null, null), new AMOApplication(app));
  }

  init(): void {
    this.#ping();
    this.set(new PingTimer(), PING_MILLIS);
  }

  onPingTimer(timer: PingTimer): void {
    this.#ping();
    this.#mail(this.#role.unanswered());
    this.set(timer, PING_MILLIS);
  }

  handleViewReply({ view }: ViewReply): void {
    if (this.#learn(view)) this.#mail(this.#role.unanswered());
  }

  handleRequest({ command }: Request): void {
    this.#mail(this.#role.request(command));
  }

  handleReplicate({ view, command }: Replicate, sender: Address): void {
    if (this.#isCurrent(view)) this.#mail(this.#role.replicate(command, sender));
  }

  handleReplicated({ view, command }: Replicated): void {
    if (this.#isCurrent(view)) this.#mail(this.#role.replicated(command));
  }

  handleInitialize({ view, app }: Initialize, sender: Address): void {
    this.#learn(view);
    if (this.#isCurrent(view)) this.#mail(this.#role.initialize(app, sender));
  }

  handleInitialized({ view }: Initialized): void {
    if (this.#isCurrent(view)) this.#role.initialized();
  }

  #learn(view: View): boolean {
    if (view.viewNum <= this.#role.view.viewNum) return false;
    this.#role = this.#role.in(view, this.address);
    return true;
  }

  #isCurrent(view: View): boolean {
    return view.viewNum === this.#role.view.viewNum;
  }

  #ping(): void {
    this.send(new Ping(this.#role.knownViewNum), this.#viewServer);
  }

  #mail(mail: Mail): void {
    for (const [message, to] of mail) this.send(message, to);
  }
}
