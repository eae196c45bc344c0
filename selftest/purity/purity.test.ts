import { loadKnownLab } from '../../src/core/labs/index.js';
import { rmSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { search } from '../../src/core/checker/index.js';
import { ThreadHandlers, TwinHandlers } from '../../src/core/box/index.js';
import { loadLab } from '../../src/core/box/index.js';
import { compileLab } from '../../src/core/compile/index.js';
import { writeLab } from '../../src/core/box/lab-folder.fixture.js';
import { LabFault } from '../../src/core/support/index.js';
import { executeSearchTest, type Failure } from '../../src/core/testkit/index.js';
import { IMPURE_LABS } from './impure-labs.js';
import { labFiles, type LabParts } from './lab-files.js';
import { UNUSUAL_LABS } from './unusual-labs.js';

const { definition, terms } = await loadKnownLab('0');

/** Why lab 0's search test fails for a lab, if it does. */
async function failureOf(parts: LabParts): Promise<Failure | undefined> {
  const folder = writeLab(labFiles(parts));
  try {
    const compiled = await compileLab(folder, terms.given);
    const classes = terms.given.createTable();
    classes.addCatalogue(compiled.classes);
    const handlers = new ThreadHandlers(loadLab(compiled, terms));
    const fresh = new ThreadHandlers(loadLab(compiled, terms));
    const tested = definition.tests['1.4'];
    if (tested?.kind !== 'search') throw new Error('no search test');
    const lab = { handlers, twins: new TwinHandlers(handlers, fresh), classes };
    return executeSearchTest(tested, lab, {
      search,
      statesMax: 2000,
      timeMaxMs: 600_000,
      memoryMaxBytes: 8e9,
      workers: 1,
      seed: 1,
    }).failure;
  } catch (error) {
    if (!(error instanceof LabFault)) throw error;
    return { kind: 'lab', message: error.data.message, fault: error.data };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('a lab that keeps state outside of its nodes fails, and is told where', () => {
  test.each(Object.entries(IMPURE_LABS))('%s', async (_, { told, ...parts }) => {
    const failure = await failureOf(parts);
    expect(failure?.message).toContain(told);
    if (failure?.kind === 'purity') {
      expect(failure.message).toContain('PingServer.handlePingRequest');
      expect(failure.expected).not.toBe(failure.seen);
    } else {
      expect(failure?.kind).toBe('lab');
      expect(failure?.fault?.place ?? failure?.fault?.hint).toBeTruthy();
      // What `labtest check` reports as impure; what is forbidden altogether throws.
      const kind = / is not (?:allowed|possible|a valid)|recurses/.test(told)
        ? 'exception'
        : /^(?:state|load)$/;
      expect(failure?.fault?.kind).toMatch(kind);
    }
  });
});

describe('a lab of unusual but ordinary code passes', () => {
  test.each(Object.entries(UNUSUAL_LABS))('%s', async (_, parts) => {
    expect(await failureOf(parts)).toBeUndefined();
  });
});
