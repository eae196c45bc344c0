/** Variables of a process. */
type Environment = Readonly<Record<string, string | undefined>>;

/** For each package runner, by the name it gives itself: how it calls a package's program. */
const RUNNERS = { npm: 'npx', pnpm: 'pnpm exec', yarn: 'yarn', bun: 'bunx' } as const;

/**
 * What people type to run labtest: the shell finds `labtest` only where it is installed globally,
 * so a user who came by `npx labtest` or a package.json script is shown `npx labtest`.
 */
export function programName(env: Environment): string {
  if (!env['npm_command'] && !env['npm_lifecycle_event']) return 'labtest';
  const agent = /^\w+/.exec(env['npm_config_user_agent'] ?? '')?.[0] ?? 'npm';
  const runner = Object.hasOwn(RUNNERS, agent) ? RUNNERS[agent as keyof typeof RUNNERS] : 'npx';
  return `${runner} labtest`;
}

/** A line with labtest commands, as this user types them. */
export function asTyped(line: string, env: Environment): string {
  return line.replaceAll(/(?<=^ *|[:·] )labtest(?= |$)/g, programName(env));
}
