export * from './core/given/lab0.js';
