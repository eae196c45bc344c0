export * from './core/given/lab1.js';
