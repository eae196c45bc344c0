import { Node, subAddress, type Address, type Client, type Command, type Result } from 'labtest';
import { CLIENT_RETRY_MILLIS, GetView, STARTUP_VIEWNUM, View, type ViewReply } from 'labtest/lab2';
import { AMOCommand } from './amo-application.js';
import { NewView, type Reply, Request } from './messages.js';
import { ClientTimer } from './timers.js';

/** The part of a client that knows views. It asks when it is told to. */
class Asker extends Node {
  view = new View(STARTUP_VIEWNUM, null, null);

  constructor(
    address: Address,
    private readonly owner: Address,
    private readonly viewServer: Address,
  ) {
    super(address);
  }

  init(): void {
    this.ask();
  }

  ask(): void {
    this.send(new GetView(), this.viewServer);
  }

  handleViewReply({ view }: ViewReply): void {
    if (view.viewNum <= this.view.viewNum) return;
    this.view = view;
    this.send(new NewView(view), this.owner);
  }
}

/** Sends one command at a time to the primary, again and again until it is answered. */
export class PBClient extends Node implements Client {
  private readonly asker: Asker;
  private sequenceNum = 0;
  /** The command that waits for its result. */
  private outstanding: AMOCommand | null = null;
  private result: Result | undefined;

  constructor(address: Address, viewServer: Address) {
    super(address);
    this.asker = new Asker(subAddress(address, 'asker'), address, viewServer);
  }

  init(): void {
    this.addSubNode(this.asker);
    this.asker.init();
  }

  sendCommand(command: Command): void {
    this.sequenceNum++;
    this.outstanding = new AMOCommand(command, this.address, this.sequenceNum);
    this.result = undefined;
    this.sendRequest();
    this.set(new ClientTimer(this.sequenceNum), CLIENT_RETRY_MILLIS);
  }

  hasResult(): boolean {
    return this.result !== undefined;
  }

  getResult(): Result | undefined {
    return this.result;
  }

  handleReply({ result }: Reply): void {
    if (this.outstanding?.sequenceNum !== result.sequenceNum) return;
    this.outstanding = null;
    this.result = result.result;
  }

  handleNewView(_news: NewView): void {
    this.sendRequest();
  }

  onClientTimer(timer: ClientTimer): void {
    if (this.outstanding?.sequenceNum !== timer.sequenceNum) return;
    this.asker.ask();
    this.sendRequest();
    this.set(timer, CLIENT_RETRY_MILLIS);
  }

  private sendRequest(): void {
    const { primary } = this.asker.view;
    if (this.outstanding === null || primary === null) return;
    this.send(new Request(this.outstanding), primary);
  }
}
