import type { Lab0 } from 'labtest/lab0';
import * as lab from './index.js';

// For the type checker alone: what index.ts exports has to be what lab 0 asks for.
lab satisfies Lab0;
