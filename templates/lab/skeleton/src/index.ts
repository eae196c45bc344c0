export { CounterClient } from './counter-client.js';
export { CounterServer } from './counter-server.js';
