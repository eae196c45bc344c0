import type { Client, Command, Result } from 'labtest';
import { CLIENT_RETRY_MILLIS, GetView } from 'labtest/lab2';
import { Entry } from './machine.js';
import { ClientTimer, type Outcome, Submit } from './messages.js';
import { Viewer } from './viewer.js';

export class PBClient extends Viewer implements Client {
  private serial = 0n;
  private waiting: Entry | null = null;
  private result: Result | undefined;

  init(): void {
    this.send(new GetView(), this.viewServer);
  }

  sendCommand(command: Command): void {
    this.waiting = new Entry(this.address, ++this.serial, command);
    this.result = undefined;
    this.submit();
    this.set(new ClientTimer(this.serial), CLIENT_RETRY_MILLIS);
  }

  hasResult(): boolean {
    return this.result !== undefined;
  }

  getResult(): Result | undefined {
    return this.result;
  }

  protected onNewView(): void {
    this.submit();
  }

  private submit(): void {
    const { primary } = this.view;
    if (this.waiting !== null && primary !== null) this.send(new Submit(this.waiting), primary);
  }

  handleOutcome({ serial, result }: Outcome): void {
    if (serial !== this.waiting?.serial) return;
    this.waiting = null;
    this.result = result;
  }

  onClientTimer(timer: ClientTimer): void {
    if (timer.serial !== this.waiting?.serial) return;
    this.send(new GetView(), this.viewServer);
    this.submit();
    this.set(timer, CLIENT_RETRY_MILLIS);
  }
}
