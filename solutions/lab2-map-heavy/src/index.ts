export { PBClient } from './client.js';
export { KVStore } from './kv-store.js';
export { PBServer } from './server.js';
export { ViewServer } from './view-server.js';
