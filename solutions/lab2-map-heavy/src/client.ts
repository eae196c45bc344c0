import { Node, type Address, type Client, type Command, type Result } from 'labtest';
import { CLIENT_RETRY_MILLIS, GetView, STARTUP_VIEWNUM, View, type ViewReply } from 'labtest/lab2';
import { type Answer, ClientTimer, type Question, type Reply, Request } from './messages.js';

export class PBClient extends Node implements Client {
  private view = new View(STARTUP_VIEWNUM, null, null);
  private question: Question | undefined;
  private answer: Answer | undefined;

  constructor(
    address: Address,
    private readonly viewServer: Address,
  ) {
    super(address);
  }

  init(): void {
    this.send(new GetView(), this.viewServer);
  }

  sendCommand(command: Command): void {
    const sequenceNum = (this.question?.sequenceNum ?? 0) + 1;
    this.question = { sequenceNum, command };
    this.sendRequest();
    this.set(new ClientTimer(sequenceNum), CLIENT_RETRY_MILLIS);
  }

  hasResult(): boolean {
    return this.answer !== undefined && this.answer.sequenceNum === this.question?.sequenceNum;
  }

  getResult(): Result | undefined {
    return this.hasResult() ? this.answer?.result : undefined;
  }

  handleReply({ answer }: Reply): void {
    if (answer.sequenceNum === this.question?.sequenceNum) this.answer = answer;
  }

  handleViewReply({ view }: ViewReply): void {
    if (view.viewNum <= this.view.viewNum) return;
    this.view = view;
    this.sendRequest();
  }

  onClientTimer(timer: ClientTimer): void {
    if (timer.sequenceNum !== this.question?.sequenceNum || this.hasResult()) return;
    this.send(new GetView(), this.viewServer);
    this.sendRequest();
    this.set(timer, CLIENT_RETRY_MILLIS);
  }

  private sendRequest(): void {
    const { primary } = this.view;
    if (this.question === undefined || this.hasResult() || primary === null) return;
    this.send(new Request(this.question), primary);
  }
}
