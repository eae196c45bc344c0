/** Markdown of the command line: every command, argument and flag, from oclif's manifest. */
import { z } from 'zod';

const flag = z.object({
  name: z.string(),
  char: z.string().optional(),
  description: z.string().optional(),
  helpValue: z.string().optional(),
  options: z.array(z.string()).optional(),
  default: z.union([z.string(), z.number(), z.boolean()]).optional(),
  env: z.string().optional(),
  multiple: z.boolean().optional(),
  allowNo: z.boolean().optional(),
  hidden: z.boolean().optional(),
  exclusive: z.array(z.string()).optional(),
  type: z.enum(['option', 'boolean']),
});
const argument = z.object({
  name: z.string(),
  description: z.string().optional(),
  required: z.boolean().optional(),
});
const example = z.union([
  z.string(),
  z.object({ description: z.string().optional(), command: z.string() }),
]);
const command = z.object({
  id: z.string(),
  summary: z.string(),
  description: z.string().optional(),
  usage: z.string().optional(),
  args: z.record(z.string(), argument),
  flags: z.record(z.string(), flag),
  examples: z.array(example).default([]),
});
const manifest = z.object({ commands: z.record(z.string(), command) });

type Command = z.infer<typeof command>;
type Flag = z.infer<typeof flag>;

/** A section for each command, in the order of their names. */
export function commandSections(json: string): string {
  const { commands } = manifest.parse(JSON.parse(json));
  const ordered = Object.values(commands).toSorted((a, b) => a.id.localeCompare(b.id, 'en'));
  const index = ordered.map(
    (each) => `| [${typed(each)}](#${typed(each).replaceAll(' ', '-')}) | ${each.summary} |`,
  );
  return ['| command | does |', '| --- | --- |', ...index, '', ...ordered.flatMap(section)].join(
    '\n',
  );
}

function section(each: Command): string[] {
  const usage =
    each.usage === undefined ? typed(each) : filledIn(each.usage, each).replace(/^/, 'labtest ');
  const args = Object.values(each.args);
  const flags = Object.values(each.flags).filter(({ hidden }) => hidden !== true);
  return [
    `## ${typed(each)}`,
    '',
    each.summary,
    '',
    ...(each.description === undefined ? [] : [filledIn(each.description, each), '']),
    `\`${usage}\``,
    '',
    ...table(
      ['argument', 'is'],
      args.map(({ name, description = '' }) => [`\`${name.toUpperCase()}\``, description]),
    ),
    ...table(
      ['flag', 'does'],
      flags.map((one) => [spelt(one), told(one)]),
    ),
    ...examples(each),
  ];
}

function examples(each: Command): string[] {
  if (each.examples.length === 0) return [];
  const lines = each.examples.map((one) => {
    if (typeof one === 'string') return filledIn(one, each);
    const remark = one.description === undefined ? '' : `  # ${one.description}`;
    return filledIn(one.command, each) + remark;
  });
  return ['```text', ...lines, '```', ''];
}

/** \`-l\`, \`--lab=LAB\` */
function spelt({ name, char, type, helpValue, multiple, allowNo }: Flag): string {
  const value = type === 'boolean' ? '' : `=${helpValue ?? name.toUpperCase()}`;
  const more = multiple === true && !value.endsWith('...') ? '...' : '';
  const long = `--${allowNo === true ? '[no-]' : ''}${name}${value}${more}`;
  return char === undefined ? `\`${long}\`` : `\`-${char}\`, \`${long}\``;
}

function told({ description = '', options, default: fallback, env, exclusive }: Flag): string {
  const details = [
    ...(options === undefined ? [] : [`one of ${options.map((one) => `\`${one}\``).join(', ')}`]),
    ...(fallback === undefined || typeof fallback === 'boolean'
      ? []
      : [`default: \`${fallback}\``]),
    ...(env === undefined ? [] : [`or \`${env}\` in the environment`]),
    ...(exclusive === undefined
      ? []
      : [`not with ${exclusive.map((one) => `\`--${one}\``).join(', ')}`]),
  ];
  return `${description}${details.length === 0 ? '' : ` (${details.join('; ')})`}`;
}

function table(
  head: readonly [string, string],
  rows: readonly (readonly [string, string])[],
): string[] {
  if (rows.length === 0) return [];
  return [
    `| ${head.join(' | ')} |`,
    '| --- | --- |',
    ...rows.map(
      (cells) => `| ${cells.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`,
    ),
    '',
  ];
}

function typed({ id }: Command): string {
  return `labtest ${id.replaceAll(':', ' ')}`;
}

/** oclif's own placeholders. */
function filledIn(text: string, each: Command): string {
  return text
    .replaceAll('<%= config.bin %>', 'labtest')
    .replaceAll('<%= command.id %>', each.id.replaceAll(':', ' '));
}
