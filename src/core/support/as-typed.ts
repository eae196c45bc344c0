/** Variables of a process. */
type Environment = Readonly<Record<string, string | undefined>>;

/** How a program of a package is called by those who run packages, by what they call themselves. */
const RUNNERS = { npm: 'npx', pnpm: 'pnpm exec', yarn: 'yarn', bun: 'bunx' } as const;

/**
 * What people type to run labtest: the shell finds `labtest` only where it is installed for all,
 * so whoever came here by `npx labtest` or a script of a package.json is told `npx labtest`.
 */
export function programName(env: Environment): string {
  if (!env['npm_command'] && !env['npm_lifecycle_event']) return 'labtest';
  const agent = /^\w+/.exec(env['npm_config_user_agent'] ?? '')?.[0] ?? 'npm';
  const runner = Object.hasOwn(RUNNERS, agent) ? RUNNERS[agent as keyof typeof RUNNERS] : 'npx';
  return `${runner} labtest`;
}

/** A line that holds commands of labtest, as they are typed here. */
export function asTyped(line: string, env: Environment): string {
  return line.replaceAll(/(?<=^ *|[:·] )labtest(?= |$)/g, programName(env));
}
