import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { gradeFlags } from '../src/commands/shared/grade-flags.js';
import { seedSecret, withSecretSeeds } from '../src/core/grading/index.js';
import { gradedBy, loadCourse, loadLabSpec } from '../src/core/registry/index.js';
import { folderOf } from './cli-process.js';

const page = (name: string): string =>
  readFileSync(new URL(`../docs/guide/${name}.md`, import.meta.url), 'utf8');
const blocks = (name: string, language: string): string[] =>
  [...page(name).matchAll(/```(\w+)\n([^]*?)```/g)].flatMap(([, kind, text = '']) =>
    kind === language ? [text] : [],
  );

/**
 * What GitLab and Kubernetes require of these two kinds of file, as far as the examples use it. The
 * examples also fit GitLab's own schema, as gitlab-ci-local 4.75 has it, and that of
 * kubernetes-models; both are too large to install for two examples.
 */
const GITLAB_JOB = z.strictObject({
  stage: z.string(),
  image: z.string(),
  parallel: z.int().min(2).max(200).optional(),
  before_script: z.array(z.string()).optional(),
  script: z.array(z.string()).min(1),
  artifacts: z
    .strictObject({
      when: z.enum(['on_success', 'on_failure', 'always']).optional(),
      paths: z.array(z.string()),
      reports: z.strictObject({ junit: z.string() }).optional(),
    })
    .optional(),
});
const KUBERNETES_JOB = z.strictObject({
  apiVersion: z.literal('batch/v1'),
  kind: z.literal('Job'),
  metadata: z.strictObject({ name: z.string().regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/) }),
  spec: z.strictObject({
    completions: z.int().min(1),
    parallelism: z.int().min(1),
    completionMode: z.enum(['NonIndexed', 'Indexed']),
    backoffLimitPerIndex: z.int().min(0),
    template: z.strictObject({
      spec: z.strictObject({
        restartPolicy: z.enum(['Never', 'OnFailure']),
        containers: z
          .array(
            z.strictObject({
              name: z.string(),
              image: z.string(),
              command: z.array(z.string()),
              args: z.array(z.string()),
              resources: z.strictObject({
                requests: z.record(z.enum(['cpu', 'memory']), z.string()),
                limits: z.strictObject({ memory: z.string() }),
              }),
              volumeMounts: z.array(z.strictObject({ name: z.string(), mountPath: z.string() })),
            }),
          )
          .min(1),
        volumes: z.array(
          z.strictObject({
            name: z.string(),
            persistentVolumeClaim: z.strictObject({ claimName: z.string() }),
          }),
        ),
      }),
    }),
  }),
});

describe('the guide to grading', () => {
  test('shows a course file that can be used', async () => {
    const [text = ''] = blocks('grading', 'yaml');
    const folder = folderOf({ 'course.yaml': text });
    const course = await loadCourse(undefined, folder);
    const spec = await gradedBy(course, await loadLabSpec('2'));
    expect(spec.tests.find(({ number }) => number === '2.14')).toMatchObject({ points: 20 });
    expect(course?.overrides).toHaveLength(3);
  });

  test('shows files for clusters that fit what those clusters ask', () => {
    const [gitlab = '', kubernetes = ''] = blocks('clusters', 'yaml');
    const { stages, ...jobs } = parse(gitlab) as { stages: string[] } & Record<string, unknown>;
    for (const job of Object.values(jobs)) {
      expect(stages).toContain(GITLAB_JOB.parse(job).stage);
    }
    KUBERNETES_JOB.parse(parse(kubernetes));
  });

  test('shows commands that check a secret and the seeds that follow from it', async () => {
    const shown = blocks('grading', 'sh').find((text) => text.includes('sha256sum')) ?? '';
    const file = join(folderOf({}), 'seeds.key');
    const made = seedSecret(file);
    const { stdout } = spawnSync('bash', ['-c', shown], {
      env: { ...process.env, SECRET: made.secret },
      encoding: 'utf8',
    });
    const { tests } = withSecretSeeds(await loadLabSpec('2'), made);
    const found = tests.find(({ number }) => number === '2.9');
    const [seed] = found?.kind === 'run' ? found.seeds : [];
    expect(stdout.split('\n')).toEqual([`${made.commitment}  -`, String(seed), '']);
  });

  test('names only flags that labtest grade has', () => {
    const known = new Set([...Object.keys(gradeFlags), 'until-idle']);
    const text = `${page('grading')}${page('clusters')}`;
    const lines = [...text.matchAll(/labtest (?:grade|worker)(?:[^\n`]|\n {6,})*/g)];
    const named = lines.flatMap(([line]) => [...line.matchAll(/ --([a-z-]+)/g)]);
    expect(named.length).toBeGreaterThan(10);
    for (const [, flag = ''] of named) expect([...known]).toContain(flag);
  });
});
