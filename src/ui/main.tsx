import { render } from 'preact';
import { App } from './app.js';
import { SocketLink } from './link/socket-link.js';
import { Store } from './store.js';

const store = new Store();
const token = location.hash.slice(1);
const url = `ws://${location.host}/session?token=${encodeURIComponent(token)}`;
store.connect(new SocketLink(url, store.link));
const root = document.getElementById('app') as HTMLElement;
root.replaceChildren();
render(<App store={store} />, root);
