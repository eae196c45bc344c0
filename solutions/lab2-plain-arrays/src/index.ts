export { PBClient } from './client';
export { KVStore } from './store';
export { PBServer } from './server';
export { ViewServer } from './view-server';
