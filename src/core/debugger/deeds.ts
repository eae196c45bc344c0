import type { Address } from '../lab/index.js';
import type { Action, Links, World } from '../system/index.js';
import type { Keys } from './keys.js';
import type { Deed, LinkChange } from './protocol.js';

/** What a person does, as an action; `undefined` if it refers to something that does not exist. */
export function actionOf(deed: Deed, keys: Keys, { links }: World): Action | undefined {
  switch (deed.kind) {
    case 'deliver':
    case 'duplicate':
    case 'lose': {
      const pointed = keys.get(deed.key);
      if (pointed?.kind !== 'message') return undefined;
      const { envelope } = pointed;
      if (deed.kind === 'lose') return { kind: 'lose', envelope, reason: 'lost' };
      return { kind: deed.kind, envelope };
    }
    case 'fire': {
      const pointed = keys.get(deed.key);
      return pointed?.kind === 'timer' ? { kind: 'fire', timer: pointed.timer } : undefined;
    }
    case 'crash':
      return { kind: 'crash', node: deed.node as Address };
    case 'command':
      return { kind: 'command', client: deed.client as Address };
    case 'set-aside':
      return { kind: 'set-aside' };
    case 'restore':
      return { kind: 'restore', ...(deed.to !== undefined && { to: deed.to as Address }) };
    case 'links':
      return { kind: 'links', links: changed(links, deed.change).toJSON() };
  }
}

function changed(links: Links, change: LinkChange): Links {
  switch (change.what) {
    case 'link':
      return links.withLink(change.from as Address, change.to as Address, change.on);
    case 'node':
      return links.withNode(change.node as Address, change.on);
    case 'timers':
      return links.withTimers(change.node as Address, change.on);
    case 'all':
      return links.withNetworkReset().withAllTimers(true);
  }
}
