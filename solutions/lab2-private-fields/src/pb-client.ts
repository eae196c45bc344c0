import { Node, type Address, type Client, type Command, type Result } from 'labtest';
import { CLIENT_RETRY_MILLIS, GetView, STARTUP_VIEWNUM, View, type ViewReply } from 'labtest/lab2';
import { AMOCommand } from './amo.js';
import { ClientTimer, type Reply, Request } from './messages.js';

export class PBClient extends Node implements Client {
  readonly #viewServer: Address;
  #view = new View(STARTUP_VIEWNUM, null, null);
  #command: AMOCommand | null = null;
  #result: Result | undefined;

  constructor(address: Address, viewServer: Address) {
    super(address);
    this.#viewServer = viewServer;
  }

  init(): void {
    this.send(new GetView(), this.#viewServer);
  }

  sendCommand(command: Command): void {
    const sequenceNum = (this.#command?.sequenceNum ?? 0) + 1;
    this.#command = new AMOCommand(command, this.address, sequenceNum);
    this.#result = undefined;
    this.#request();
    this.set(new ClientTimer(this.#command), CLIENT_RETRY_MILLIS);
  }

  hasResult(): boolean {
    return this.#result !== undefined;
  }

  getResult(): Result | undefined {
    return this.#result;
  }

  handleReply({ result }: Reply): void {
    if (result.answers(this.#command)) this.#result = result.result;
  }

  handleViewReply({ view }: ViewReply): void {
    if (view.viewNum <= this.#view.viewNum) return;
    this.#view = view;
    this.#request();
  }

  onClientTimer(timer: ClientTimer): void {
    if (!timer.isAbout(this.#command) || this.hasResult()) return;
    this.send(new GetView(), this.#viewServer);
    this.#request();
    this.set(timer, CLIENT_RETRY_MILLIS);
  }

  #request(): void {
    const { primary } = this.#view;
    if (this.#command === null || this.hasResult() || primary === null) return;
    this.send(new Request(this.#command), primary);
  }
}
