import { render } from 'preact';
import { App } from './app.js';
import { SocketLink } from './link/socket-link.js';
import { isMailed, WorkerLink } from './link/worker-link.js';
import { followAddress } from './step-address.js';
import { Store } from './store.js';

const store = new Store();
if (isMailed()) {
  store.connect(new WorkerLink(store.link));
  followAddress(store);
} else {
  const token = location.hash.slice(1);
  const url = `ws://${location.host}/session?token=${encodeURIComponent(token)}`;
  store.connect(new SocketLink(url, store.link));
}
const root = document.getElementById('app') as HTMLElement;
root.replaceChildren();
render(<App store={store} />, root);
