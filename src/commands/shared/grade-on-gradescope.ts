import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  AUTOGRADER_SOURCE,
  exportsOfLab,
  gradeForGradescope,
  harnessIdentity,
  TestsCode,
} from '../../core/grading/index.js';
import { openLabs } from '../../core/labs/index.js';
import { gradedBy, loadCourse } from '../../core/registry/index.js';
import type { GradeFlags } from './grade-flags.js';
import { interruption } from './interruption.js';
import { isolationOf } from './isolation.js';
import { labDefault } from './lab-default.js';
import { searchMemoryBytes } from './test-settings.js';

/** Grades the one submission in Gradescope's layout. Returns the exit code. */
export async function gradeOnGradescope(root: string, flags: GradeFlags): Promise<number> {
  const level = isolationOf(flags);
  const course = await loadCourse(flags.course, path.join(root, AUTOGRADER_SOURCE));
  const labs = await openLabs(flags.tests);
  const known = labs.lab(flags.lab ?? course?.lab ?? labDefault(labs));
  const spec = await gradedBy(course, known);
  const tests = await labs.bundleOf(known);
  const code = new TestsCode();
  if (tests !== undefined) code.install(tests);
  const { signal, exitCode } = interruption();
  const workFolder = mkdtempSync(path.join(tmpdir(), 'labtest-autograder-'));
  try {
    const intake = { exports: exportsOfLab(labs, spec) };
    await gradeForGradescope(
      root,
      { spec, course, intake, harness: harnessIdentity(), testsDigest: tests?.digest },
      {
        level,
        signal,
        workFolder,
        memoryMaxBytes: searchMemoryBytes(),
        codeOf: code.codeOf.bind(code),
      },
    );
  } finally {
    rmSync(workFolder, { recursive: true, force: true });
  }
  return exitCode() ?? 0;
}
