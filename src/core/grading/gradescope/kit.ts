import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LabSpec } from '../../registry/index.js';
import { UsageError } from '../../support/index.js';

/**
 * Writes the folder that an instructor uploads to Gradescope, as a zip of its files or as an image:
 * the two scripts, a Dockerfile, a course file. Returns the files.
 *
 * @throws UsageError LT009 when the folder holds anything
 */
export function writeGradescopeKit(lab: LabSpec, version: string, folder: string): string[] {
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new UsageError('LT009', `${folder} is not empty.`, [
      'Give a folder that does not exist yet, so that nothing of yours is overwritten',
    ]);
  }
  mkdirSync(folder, { recursive: true });
  const files: Readonly<Record<string, string>> = {
    'setup.sh': SETUP.replaceAll('VERSION', version),
    run_autograder: RUN,
    Dockerfile: DOCKERFILE,
    'course.yaml': courseFile(lab),
    'README.md': README,
  };
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, name), text);
    if (text.startsWith('#!')) chmodSync(join(folder, name), 0o755);
  }
  return Object.keys(files).sort();
}

const SETUP = `#!/usr/bin/env bash
# Run once, when Gradescope builds the image.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends bubblewrap util-linux ca-certificates curl
if ! node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null; then
  curl -fsSL https://deb.nodesource.com/setup_20.x | bash -
  apt-get install -y -qq nodejs
fi
# A package beside this script is installed; without one, the published labtest.
packages=(/autograder/source/labtest-*.tgz)
if [ -e "\${packages[0]}" ]; then npm install -g "\${packages[0]}"
else npm install -g labtest@VERSION; fi
labtest --version
`;

const RUN = `#!/usr/bin/env bash
# Run for each submission: reads /autograder/submission, writes /autograder/results/results.json.
# Gradescope's containers rarely allow bubblewrap's boxes: labtest then takes the next best that the
# machine has, and prints which.
exec labtest grade --gradescope --allow-weaker-isolation
`;

const DOCKERFILE = `# For an autograder by image: build it here, push it, name it on Gradescope.
FROM node:20-bookworm-slim AS node

FROM gradescope/autograder-base:ubuntu-22.04
COPY --from=node /usr/local /usr/local
COPY . /autograder/source
RUN cp /autograder/source/run_autograder /autograder/run_autograder \\
  && chmod +x /autograder/run_autograder \\
  && bash /autograder/source/setup.sh
`;

const README = `# The autograder of this lab

By upload: zip the files of this folder (not the folder itself) and upload the zip on Gradescope.
By image: \`docker build -t NAME .\`, push it, and name it there.

Points, seeds, hidden tests and the penalty for lateness are in course.yaml. All tests of lab 2 take
some minutes: set Gradescope's time limit to 40 minutes. results.json is rewritten after each test.

labtest's own tests do not build this image: run it on one submission before you publish it.
`;

function courseFile({ lab, title }: LabSpec): string {
  return `# How lab ${lab}, ${title}, is graded. What else may be set here: docs/guide/grading.md
lab: '${lab}'
preset: course
# tests:
#   '2.14': { points: 20 }
#   '3.*': { points: 5, visibility: after_due_date }
# late: { due: '2026-11-20T23:59:00-08:00', freeDays: 1, percentPerDay: 10, daysMax: 5 }
`;
}
