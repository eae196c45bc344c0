import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  AUTOGRADER_SOURCE,
  exportsOfLab,
  gradeForGradescope,
  harnessIdentity,
} from '../../core/grading/index.js';
import { gradedBy, loadCourse, loadLabSpec } from '../../core/registry/index.js';
import type { GradeFlags } from './grade-flags.js';
import { interruption } from './interruption.js';
import { isolationOf } from './isolation.js';
import { searchMemoryBytes } from './test-settings.js';

const LAB_DEFAULT = '2';

/** Grades the one submission that lies in Gradescope's layout. Returns the exit code. */
export async function gradeOnGradescope(root: string, flags: GradeFlags): Promise<number> {
  const level = isolationOf(flags);
  const course = await loadCourse(flags.course, path.join(root, AUTOGRADER_SOURCE));
  const spec = await gradedBy(course, await loadLabSpec(flags.lab ?? course?.lab ?? LAB_DEFAULT));
  const { signal, exitCode } = interruption();
  const workFolder = mkdtempSync(path.join(tmpdir(), 'labtest-autograder-'));
  try {
    const intake = { exports: exportsOfLab(spec) };
    await gradeForGradescope(
      root,
      { spec, course, intake, harness: harnessIdentity() },
      { level, signal, workFolder, memoryMaxBytes: searchMemoryBytes() },
    );
  } finally {
    rmSync(workFolder, { recursive: true, force: true });
  }
  return exitCode() ?? 0;
}
