import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { solutionFolder, type Mutant, type Replacement } from '../../selftest/mutants/index.js';

/** The part of a lab that a file is about. */
export type Part = 'client' | 'server' | 'view server';

/** A correct solution with one generated fault: the cause named must be about its part. */
export interface Fault {
  readonly name: string;
  readonly part: Part;
  readonly mutant: Mutant;
}

/** A method that a message or a timer calls. */
const HANDLER = /^[ \t]+((?:handle|on)[A-Z]\w*)\(.*\): void \{$/gm;
/** A timer that is set, and its delay. */
const TIMER = /^[ \t]+this\.set\(.*, ((?:PING|PING_CHECK|CLIENT_RETRY)_MILLIS).*\);$/gm;
/** How many times too slow. */
export const SLOW = 20;

/**
 * For each handler of a correct solution, a variant in which it does nothing; and for each of the
 * lab's timers, one in which it fires too late.
 */
export function faultsOf(solution: string): Fault[] {
  const folder = solutionFolder(solution);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.ts'))
    .sort()
    .flatMap((file) => {
      const text = readFileSync(join(folder, file), 'utf8');
      const part = partOf(text);
      return part === undefined ? [] : faultsIn(solution, part, file, text);
    });
}

function faultsIn(solution: string, part: Part, file: string, text: string): Fault[] {
  const fault = (what: string, patch: readonly Omit<Replacement, 'file'>[]): Fault => {
    const name = `${solution}, ${part}: ${what}`;
    const isOnce = patch.every(({ find }) => text.split(find).length === 2);
    const found = isOnce ? patch.map((each) => ({ file, ...each })) : [];
    return { name, part, mutant: mutantOf(solution, name, found) };
  };
  const idle = [...text.matchAll(HANDLER)].map(([line, handler = '']) => {
    const header = line.trim();
    return fault(`${handler} does nothing`, [{ find: header, replace: `${header}\nreturn;` }]);
  });
  const timers = [...text.matchAll(TIMER)].map(([line, millis = '']) => ({ line, millis }));
  const slow = [...new Set(timers.map(({ millis }) => millis))].map((millis) => {
    const set = timers.filter((timer) => timer.millis === millis).map(({ line }) => line.trim());
    const later = (line: string): string => line.replace(millis, `${SLOW} * ${millis}`);
    const patch = set.map((line) => ({ find: line, replace: later(line) }));
    return fault(`${millis} taken ${SLOW} times`, patch);
  });
  return [...idle, ...slow].filter(({ mutant }) => mutant.patch.length > 0);
}

function mutantOf(base: string, name: string, patch: readonly Replacement[]): Mutant {
  return {
    ...{ base, name: name.replace(/\W+/g, '-'), mistake: name, rule: 'generated' },
    ...{ 'expected-cause': 'generated', 'also-true': {}, madeFor: [], kind: 'liveness' },
    patch: [...patch],
  };
}

/** Each part has a timer that no other part has. */
function partOf(text: string): Part | undefined {
  const parts: Part[] = [];
  if (/\bon(?:Ping)?CheckTimer\b/.test(text)) parts.push('view server');
  if (/\bCLIENT_RETRY_MILLIS\b/.test(text)) parts.push('client');
  if (/\bonPingTimer\b/.test(text)) parts.push('server');
  return parts.length === 1 ? parts[0] : undefined;
}

/** Whether a cause accuses a part other than the faulty one. */
export function accuses(cause: string, part: Part): boolean {
  return !(PARTS_OF[cause] ?? partsByName(cause)).includes(part);
}

const PARTS_OF: Readonly<Record<string, readonly Part[]>> = {
  'answer-ignored': ['client'],
  'answered-without-servers': ['client'],
  'client-asks-too-often': ['client'],
  'client-ignores-sequence-numbers': ['client'],
  'client-never-asks-for-view': ['client'],
  'lost-request': ['client', 'server'],
  'state-grows': ['client', 'server', 'view server'],
  'timers-multiply': ['client', 'server', 'view server'],
  'handler-not-idempotent': ['client', 'server', 'view server'],
};

function partsByName(cause: string): readonly Part[] {
  return cause.startsWith('vs-') ? ['view server'] : ['server'];
}
