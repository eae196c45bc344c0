import type { Lab1 } from 'labtest/lab1';
import * as lab from './index.js';

// For the type checker alone: what index.ts exports has to be what lab 1 asks for.
lab satisfies Lab1;
