export * from './core/given/kvstore.js';
