import { decode, print, type Canonical, type ClassTable } from '../canon/index.js';
import type { Action } from '../system/index.js';

/** What happened, as one reads it: `server1 → viewserver: Ping(viewNum=1)`. */
export function printAction(action: Action, classes: ClassTable): string {
  switch (action.kind) {
    case 'add':
      return `${action.node.address} starts (${action.node.export})`;
    case 'crash':
      return `${action.node} crashes`;
    case 'inject':
      return `${route(action.envelope)}: ${printText(action.envelope.message, classes)} is sent`;
    case 'duplicate':
      return `${route(action.envelope)}: ${printText(action.envelope.message, classes)} is doubled`;
    case 'deliver':
      return `${route(action.envelope)}: ${printText(action.envelope.message, classes)}`;
    case 'lose': {
      const message = printText(action.envelope.message, classes);
      const why = action.reason === 'lost' ? '' : ` (${action.reason})`;
      return `${route(action.envelope)}: ${message} is lost${why}`;
    }
    case 'fire':
      return `${action.timer.owner}: ${printText(action.timer.timer, classes)} fires`;
    case 'command':
      return `${action.client} is handed its next command`;
    case 'set-aside':
      return 'all that is on its way is set aside';
    case 'restore': {
      const from = action.from === undefined ? '' : ` from ${action.from}`;
      const to = action.to === undefined ? '' : ` to ${action.to}`;
      return `what was set aside${from}${to} is on its way again`;
    }
    case 'links':
      return 'the network changes';
  }
}

/** The value of a canonical text, as one reads it. */
export function printText(text: Canonical, classes: ClassTable): string {
  return print(decode(text, classes), classes);
}

function route({ from, to }: { readonly from: string; readonly to: string }): string {
  return `${from} → ${to}`;
}
