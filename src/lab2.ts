export * from './core/given/lab2.js';
