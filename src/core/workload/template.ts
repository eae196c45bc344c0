import type { Address, Command, Result } from '../lab/index.js';
import { Random } from '../support/index.js';
import { checkLengths, sizeOf, type WorkloadOptions } from './list.js';
import type { Workload } from './workload.js';

const TOKEN = /%(?:r(\d*)|n(\d*)|i(?:-1|\+1)?|a)/g;
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const RANDOM_LENGTH = 8;
const RANDOM_NUMBER_MAX = 100;

/** What the tokens of a template stand for. */
export interface TemplateValues {
  readonly client: Address;
  /** What `%i` gives; a workload counts its commands from 1. */
  readonly index: number;
  readonly random: Random;
}

/**
 * Fills in a command's template and that of its result: `%a` is the client's address, `%i` the
 * command's number (`%i-1` and `%i+1` its neighbours), `%r` 8 random letters and digits (`%rN`: N
 * of them), `%n` a random number from 1 to 100 (`%nN`: from 1 to N). The n-th `%r8` of the result
 * is the n-th `%r8` of the command, and so for every random token; what the command has too few
 * of is drawn anew.
 */
export function fillTemplate(
  command: string,
  result: string | undefined,
  values: TemplateValues,
): { readonly command: string; readonly result: string | undefined } {
  const drawn = new Map<string, string[]>();
  const filled = fill(command, values, (token, draw) => {
    const text = draw();
    drawn.set(token, [...(drawn.get(token) ?? []), text]);
    return text;
  });
  if (result === undefined) return { command: filled, result };
  const reuse = (token: string, draw: () => string): string => drawn.get(token)?.shift() ?? draw();
  return { command: filled, result: fill(result, values, reuse) };
}

function fill(
  template: string,
  values: TemplateValues,
  randomText: (token: string, draw: () => string) => string,
): string {
  const { client, index, random } = values;
  return template.replace(TOKEN, (token, length?: string, max?: string) => {
    switch (token[1]) {
      case 'a':
        return client;
      case 'i':
        return String(index + Number(token.slice(2)));
      case 'r':
        return randomText(token, () => randomLetters(random, Number(length || RANDOM_LENGTH)));
      default:
        return randomText(token, () => String(1 + random.below(Number(max || RANDOM_NUMBER_MAX))));
    }
  });
}

function randomLetters(random: Random, length: number): string {
  let text = '';
  for (let i = 0; i < length; i++) text += LETTERS.charAt(random.below(LETTERS.length));
  return text;
}

/** Makes a command, and the result it has to have, of their filled-in texts. */
export type CommandParser = (
  command: string,
  result: string | undefined,
) => { readonly command: Command; readonly result: Result | undefined };

export interface TemplateOptions extends WorkloadOptions {
  /** The results' templates, as many as commands; left out, any result will do. */
  readonly results?: readonly string[] | undefined;
  /** What `%r` and `%n` are drawn from, with the client and the command's number. Default 0. */
  readonly seed?: number | undefined;
}

interface Made extends ReturnType<CommandParser> {
  readonly index: number;
}

/**
 * Commands from templates, see {@link fillTemplate}. `%i` goes on over repetitions.
 *
 * @example
 * ```ts
 * templateWorkload(['ADD:%n5'], (text) => ({
 *   command: new Add(Number(text.split(':')[1])),
 *   result: undefined,
 * }), { times: 10, seed: 1 });
 * ```
 */
export function templateWorkload(
  commands: readonly string[],
  parse: CommandParser,
  options: TemplateOptions = {},
): Workload {
  checkLengths(commands.length, options.results?.length, options);
  const random = Random.fromSeed(options.seed ?? 0);
  // A command and its result are asked for one after the other.
  const newest = new Map<Address, Made>();
  const at = (index: number, client: Address): ReturnType<CommandParser> => {
    const known = newest.get(client);
    if (known?.index === index) return known;
    const made = { index, ...make(index, client) };
    newest.set(client, made);
    return made;
  };
  const make = (index: number, client: Address): ReturnType<CommandParser> => {
    const place = index % commands.length;
    const values = { client, index: index + 1, random: random.split(client).split(index) };
    const filled = fillTemplate(commands[place] as string, options.results?.[place], values);
    return parse(filled.command, filled.result);
  };
  return {
    size: sizeOf(commands.length, options),
    pauseMs: options.pauseMs ?? 0,
    commandAt: (index, client) => at(index, client).command,
    expectedAt: (index, client) => at(index, client).result,
  };
}
