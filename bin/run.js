#!/usr/bin/env node
await import('../dist/run.js');
