import type { Address, Command, Result } from '../lab/index.js';
import { Random } from '../support/index.js';
import { checkLengths, sizeOf, type WorkloadOptions } from './list.js';
import type { Workload } from './workload.js';

const TOKEN = /%(?:r\d*|n\d*|i(?:-1|\+1)?|a)/g;
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const RANDOM_LENGTH = 8;
const RANDOM_NUMBER_MAX = 100;

/** What the tokens of a template stand for. */
export interface TemplateValues {
  readonly client: Address;
  /** The value of `%i`; a workload counts its commands from 1. */
  readonly index: number;
  readonly random: Random;
}

/**
 * Fills in the templates of a command and its result: `%a` is the client's address, `%i` the
 * command's number (`%i-1` and `%i+1` its neighbours), `%r` 8 random letters and digits (`%rN`: N
 * of them), `%n` a random number from 1 to 100 (`%nN`: from 1 to N). The n-th `%r8` of the result
 * equals the n-th `%r8` of the command, and likewise for every random token; if the command has
 * fewer, the others are drawn anew.
 */
export function fillTemplate(
  command: string,
  result: string | undefined,
  values: TemplateValues,
): { readonly command: string; readonly result: string | undefined } {
  const drawn: Drawn[] = [];
  const filled = fill(command, values, (piece) => {
    const text = draw(piece, values.random);
    if (result !== undefined) drawn.push({ token: piece.token, text });
    return text;
  });
  if (result === undefined) return { command: filled, result };
  return {
    command: filled,
    result: fill(result, values, (piece) => {
      const known = drawn.findIndex(({ token }) => token === piece.token);
      return drawn.splice(known, known < 0 ? 0 : 1)[0]?.text ?? draw(piece, values.random);
    }),
  };
}

/** What a random token of a command stands for, until its result takes it over. */
interface Drawn {
  readonly token: string;
  readonly text: string;
}

/** A piece of a template: text as it is, or a token and what it stands for. */
type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'client' }
  | { readonly kind: 'index'; readonly offset: number }
  | RandomPiece;

interface RandomPiece {
  readonly kind: 'letters' | 'number';
  readonly token: string;
  readonly count: number;
}

/** Read once: a workload fills in the same few templates thousands of times. */
const READ_MAX = 1000;
const read = new Map<string, readonly Piece[]>();

function piecesOf(template: string): readonly Piece[] {
  let pieces = read.get(template);
  if (pieces === undefined) {
    if (read.size >= READ_MAX) read.clear();
    read.set(template, (pieces = readPieces(template)));
  }
  return pieces;
}

function readPieces(template: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const { 0: token, index } of template.matchAll(TOKEN)) {
    if (index > end) pieces.push({ kind: 'text', text: template.slice(end, index) });
    pieces.push(pieceOf(token));
    end = index + token.length;
  }
  if (end < template.length) pieces.push({ kind: 'text', text: template.slice(end) });
  return pieces;
}

function pieceOf(token: string): Piece {
  const rest = token.slice(2);
  switch (token[1]) {
    case 'a':
      return { kind: 'client' };
    case 'i':
      return { kind: 'index', offset: Number(rest) };
    case 'r':
      return { kind: 'letters', token, count: Number(rest || RANDOM_LENGTH) };
    default:
      return { kind: 'number', token, count: Number(rest || RANDOM_NUMBER_MAX) };
  }
}

function fill(
  template: string,
  { client, index }: TemplateValues,
  randomText: (piece: RandomPiece) => string,
): string {
  let filled = '';
  for (const piece of piecesOf(template)) {
    switch (piece.kind) {
      case 'text':
        filled += piece.text;
        break;
      case 'client':
        filled += client;
        break;
      case 'index':
        filled += String(index + piece.offset);
        break;
      default:
        filled += randomText(piece);
    }
  }
  return filled;
}

function draw({ kind, count }: RandomPiece, random: Random): string {
  return kind === 'letters' ? randomLetters(random, count) : String(1 + random.below(count));
}

function randomLetters(random: Random, length: number): string {
  let text = '';
  for (let i = 0; i < length; i++) text += LETTERS.charAt(random.below(LETTERS.length));
  return text;
}

/** Makes a command and its expected result from their filled-in texts. */
export type CommandParser = (
  command: string,
  result: string | undefined,
) => { readonly command: Command; readonly result: Result | undefined };

export interface TemplateOptions extends WorkloadOptions {
  /** The results' templates, as many as commands; if omitted, any result will do. */
  readonly results?: readonly string[] | undefined;
  /** The seed for `%r` and `%n`, together with the client and the command's number. Default 0. */
  readonly seed?: number | undefined;
}

interface Made extends ReturnType<CommandParser> {
  readonly index: number;
}

/**
 * Commands from templates, see {@link fillTemplate}. `%i` keeps counting over repetitions.
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
  const randoms = new Map<Address, Random>();
  // Callers ask for a command and its result one after the other.
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
    const own = randoms.get(client) ?? random.split(client);
    randoms.set(client, own);
    const values = { client, index: index + 1, random: own.split(index) };
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
