import type { Lab2 } from 'labtest/lab2';
import * as lab from './index.js';

// For the type checker alone: what index.ts exports has to be what lab 2 asks for.
lab satisfies Lab2;
