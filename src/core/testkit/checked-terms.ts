import type { ExpectedExport, ExpectedExports } from '../given/index.js';
import { Command, Result, type Address } from '../lab/index.js';
import { counted, TestMistake } from '../support/index.js';
import type { NodeBlueprint } from '../system/index.js';
import type { Workload } from '../workload/index.js';

/**
 * Checks that a test builds nodes only from the exports its lab declares, with the declared
 * arguments.
 *
 * @throws TestMistake
 */
export function checkBlueprint(
  { export: name, args }: Pick<NodeBlueprint, 'export' | 'args'>,
  contract: ExpectedExports | undefined,
): void {
  const expected = checkExported(name, contract);
  if (expected === undefined) return;
  const { parameters } = expected;
  const needed = parameters.filter((text) => !/^\w+\?|=/.test(text)).length;
  if (args.length < needed || args.length > parameters.length) {
    throw new TestMistake(
      `it gives ${counted(args.length, 'argument')} to ${name}(${parameters.join(', ')})`,
      'lab.ts says in exports what the constructor takes; the address is the first argument',
    );
  }
}

/**
 * The lab's declaration of an export.
 *
 * @throws TestMistake if there is none
 */
export function checkExported(
  name: string,
  contract: ExpectedExports | undefined,
): ExpectedExport | undefined {
  if (contract === undefined) return undefined;
  if (Object.hasOwn(contract, name)) return contract[name];
  throw new TestMistake(
    `it makes something of ${name}, which is not among the lab's exports`,
    `lab.ts has exports: ${Object.keys(contract).join(', ')}`,
  );
}

/**
 * Checks a workload at run time: types only help authors whose editor checks them.
 *
 * @throws TestMistake
 */
export function checkWorkload(client: Address, workload: Workload): void {
  const refuse = (what: string): never => {
    throw new TestMistake(
      `the workload of ${client} ${what}`,
      'make it with listWorkload(commands, results), kvTemplate or templateWorkload',
    );
  };
  // Whatever the types promise.
  const given: unknown = workload;
  if (typeof given !== 'object' || given === null) return refuse(`is ${String(given)}`);
  const { size, pauseMs, commandAt, expectedAt } = given as Partial<Workload>;
  if (Array.isArray(given)) return refuse('is an array');
  if (typeof commandAt !== 'function') return refuse('has no commandAt()');
  if (typeof expectedAt !== 'function') return refuse('has no expectedAt()');
  if (size !== Infinity && !(Number.isSafeInteger(size) && (size as number) >= 0)) {
    return refuse(`has size ${String(size)}, and not a number of commands`);
  }
  if (typeof pauseMs !== 'number' || !(pauseMs >= 0)) {
    return refuse(`has pauseMs ${String(pauseMs)}, and not milliseconds`);
  }
  if (size === 0) return;
  if (!((workload.commandAt(0, client) as unknown) instanceof Command)) {
    return refuse('gives a command that is not a Command');
  }
  const expected: unknown = workload.expectedAt(0, client);
  if (expected !== undefined && !(expected instanceof Result)) {
    refuse('expects a result that is not a Result');
  }
}
