import { Node, type Address } from 'labtest';
import { STARTUP_VIEWNUM, View, type ViewReply } from 'labtest/lab2';

/** Whoever follows the views: servers and clients. */
export abstract class Viewer extends Node {
  protected view = new View(STARTUP_VIEWNUM, null, null);

  constructor(
    address: Address,
    protected readonly viewServer: Address,
  ) {
    super(address);
  }

  handleViewReply({ view }: ViewReply): void {
    this.follow(view);
  }

  protected follow(view: View): void {
    if (view.viewNum <= this.view.viewNum) return;
    this.view = view;
    this.onNewView();
  }

  protected abstract onNewView(): void;
}
