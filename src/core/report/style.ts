type Paint = (text: string) => string;

/** How words stand out on a terminal; elsewhere each of these leaves its text unchanged. */
export interface Style {
  readonly heading: Paint;
  readonly pass: Paint;
  readonly fail: Paint;
  readonly doubt: Paint;
  readonly quiet: Paint;
}

/** No colours: for pipes, files, and anybody who sets NO_COLOR. */
export const PLAIN: Style = {
  heading: (text) => text,
  pass: (text) => text,
  fail: (text) => text,
  doubt: (text) => text,
  quiet: (text) => text,
};

/** Whether nobody wants colours, or the terminal would print the codes as text. */
export function isPlain({ NO_COLOR, TERM }: Readonly<Record<string, string | undefined>>): boolean {
  return Boolean(NO_COLOR) || TERM === 'dumb';
}

/** Colours for a terminal that supports them, or if FORCE_COLOR asks for them. */
export async function styleFor(
  stream: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): Promise<Style> {
  const { FORCE_COLOR: forced } = env;
  const refused = isPlain(env);
  const asked = forced !== undefined && forced !== '0' && forced !== 'false';
  const wanted = asked || (stream.isTTY === true && forced === undefined && !refused);
  if (!wanted) return PLAIN;
  const { Chalk } = await import('chalk');
  const chalk = new Chalk({ level: 1 });
  return {
    heading: (text) => chalk.bold(text),
    pass: (text) => chalk.green(text),
    fail: (text) => chalk.red(text),
    doubt: (text) => chalk.yellow(text),
    quiet: (text) => chalk.dim(text),
  };
}
