import { Node, type Address, type Application } from 'labtest';
import { Ping, PING_MILLIS, PingTimer, STARTUP_VIEWNUM, View, type ViewReply } from 'labtest/lab2';
import {
  type Answer,
  Copy,
  CopyAck,
  type Question,
  RESEND_MILLIS,
  Reply,
  type Request,
  ResendTimer,
  Update,
  UpdateAck,
} from './messages.js';

export class PBServer extends Node {
  private view = new View(STARTUP_VIEWNUM, null, null);
  /** Whether primary and backup of the view hold the same state, as far as this server knows. */
  private inSync = true;
  /** The last answer of every client. */
  private answers = new Map<Address, Answer>();
  /** Primary: what clients wait for, in order of arrival. The first is at the backup. */
  private readonly pending = new Map<Address, Question>();

  constructor(
    address: Address,
    private readonly viewServer: Address,
    private app: Application,
  ) {
    super(address);
  }

  init(): void {
    this.send(new Ping(STARTUP_VIEWNUM), this.viewServer);
    this.set(new PingTimer(), PING_MILLIS);
    this.set(new ResendTimer(), RESEND_MILLIS);
  }

  onPingTimer(timer: PingTimer): void {
    const entered = !this.isPrimary() || this.inSync;
    this.send(new Ping(this.view.viewNum - (entered ? 0 : 1)), this.viewServer);
    this.set(timer, PING_MILLIS);
  }

  onResendTimer(timer: ResendTimer): void {
    if (this.isPrimary()) this.sendToBackup();
    this.set(timer, RESEND_MILLIS);
  }

  handleViewReply({ view }: ViewReply): void {
    if (view.viewNum > this.view.viewNum) this.adopt(view);
  }

  private adopt(view: View): void {
    this.view = view;
    this.pending.clear();
    this.inSync = view.backup === null || !(this.isPrimary() || view.backup === this.address);
    if (this.isPrimary()) this.sendToBackup();
  }

  private sendToBackup(): void {
    const { viewNum, backup } = this.view;
    if (backup === null) return;
    if (!this.inSync) {
      this.send(new Copy(this.view, this.app, this.answers), backup);
      return;
    }
    for (const [client, question] of this.pending) {
      this.send(new Update(viewNum, client, question), backup);
      return;
    }
  }

  handleCopy(copy: Copy, sender: Address): void {
    if (copy.view.viewNum > this.view.viewNum) this.adopt(copy.view);
    if (copy.view.viewNum < this.view.viewNum) return;
    if (!this.inSync) {
      this.app = copy.app;
      this.answers = copy.answers;
      this.inSync = true;
    }
    this.send(new CopyAck(copy.view.viewNum), sender);
  }

  handleCopyAck({ viewNum }: CopyAck): void {
    if (viewNum === this.view.viewNum) this.inSync = true;
  }

  handleRequest({ question }: Request, client: Address): void {
    if (!this.isPrimary() || !this.inSync) return;
    if (this.isAnswered(client, question.sequenceNum)) {
      this.reply(client);
    } else if (this.view.backup === null) {
      this.execute(client, question);
      this.reply(client);
    } else if ((this.pending.get(client)?.sequenceNum ?? 0) < question.sequenceNum) {
      this.pending.set(client, question);
      if (this.pending.size === 1) this.sendToBackup();
    }
  }

  handleUpdate({ viewNum, client, question }: Update, sender: Address): void {
    if (viewNum !== this.view.viewNum || !this.inSync) return;
    this.execute(client, question);
    this.send(new UpdateAck(viewNum, client, question.sequenceNum), sender);
  }

  handleUpdateAck({ viewNum, client, sequenceNum }: UpdateAck): void {
    if (viewNum !== this.view.viewNum) return;
    const question = this.pending.get(client);
    if (question?.sequenceNum !== sequenceNum) return;
    this.pending.delete(client);
    this.execute(client, question);
    this.reply(client);
    this.sendToBackup();
  }

  private isAnswered(client: Address, sequenceNum: number): boolean {
    const answer = this.answers.get(client);
    return answer !== undefined && answer.sequenceNum >= sequenceNum;
  }

  private execute(client: Address, { sequenceNum, command }: Question): void {
    if (this.isAnswered(client, sequenceNum)) return;
    this.answers.set(client, { sequenceNum, result: this.app.execute(command) });
  }

  private reply(client: Address): void {
    const answer = this.answers.get(client);
    if (answer !== undefined) this.send(new Reply(answer), client);
  }

  private isPrimary(): boolean {
    return this.view.primary === this.address;
  }
}
