export { PBClient } from './client.js';
export { KVStore } from './key-value.js';
export { PBServer } from './replica.js';
export { ViewServer } from './views.js';
