export { KVStore } from './kv-store.js';
export { PBClient } from './client.js';
export { PBServer } from './server.js';
export { ViewServer } from './view-server.js';
