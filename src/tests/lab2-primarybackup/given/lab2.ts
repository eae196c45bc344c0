import {
  Message,
  Timer,
  type Address,
  type Application,
  type Client,
  type Node,
} from '../../../index.js';

/** The number of the view before any server has pinged. */
export const STARTUP_VIEWNUM = 0;
/** The number of the first view that has a primary. */
export const INITIAL_VIEWNUM = 1;
/** How often a server pings the view server, in milliseconds. */
export const PING_MILLIS = 25;
/** How often the view server checks who has pinged, in milliseconds. */
export const PING_CHECK_MILLIS = 100;
/** How long a client waits before it resends, in milliseconds. */
export const CLIENT_RETRY_MILLIS = 100;

/** Who is primary and who is backup from this view on; a value, not a message. */
export class View {
  readonly viewNum: number;
  readonly primary: Address | null;
  readonly backup: Address | null;
  constructor(viewNum: number, primary: Address | null, backup: Address | null) {
    this.viewNum = viewNum;
    this.primary = primary;
    this.backup = backup;
  }
}

/**
 * Server to view server: I am alive, and `viewNum` is the newest view I know. A primary names a
 * view only once it has finished entering it; that acknowledges the view.
 */
export class Ping extends Message {
  readonly viewNum: number;
  constructor(viewNum: number) {
    super();
    this.viewNum = viewNum;
  }
}

/** Client to view server: what is the current view? Not a sign of life. */
export class GetView extends Message {}

/** View server to whoever pinged or asked: the current view. */
export class ViewReply extends Message {
  readonly view: View;
  constructor(view: View) {
    super();
    this.view = view;
  }
}

/** A server's timer: time to ping the view server. */
export class PingTimer extends Timer {}

/** The view server's timer: time to see who has not pinged since the last one. */
export class PingCheckTimer extends Timer {}

/**
 * What a submission for lab 2 has to export: `lab satisfies Lab2`, where `lab` is all that index.ts
 * exports.
 */
export interface Lab2 {
  readonly ViewServer: new (address: Address) => Node;
  readonly PBServer: new (address: Address, viewServer: Address, app: Application) => Node;
  readonly PBClient: new (address: Address, viewServer: Address) => Node & Client;
  readonly KVStore: new () => Application;
}
