export { AMOApplication } from './amo-application.js';
export { KVStore } from './kv-store.js';
export { SimpleClient } from './simple-client.js';
export { SimpleServer } from './simple-server.js';
