/** Markdown of a JSON Schema: a table for each object in it, the outermost first. */
import { z } from 'zod';

/** The parts of a schema that are read; the rest of zod's output is ignored. */
interface Schema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
}

/** The contents of zod schemas as tables. `top` is the name of the outermost object. */
export function schemaTables(zod: z.ZodType, top: string): string {
  return new SchemaPage(z.toJSONSchema(zod, { io: 'input' }) as Schema, top).text();
}

class SchemaPage {
  readonly #root: Schema;
  readonly #top: string;
  /** The title of each object that has a table, by its text: zod repeats what is used twice. */
  readonly #titles = new Map<string, string>();
  /** Tables that the current one refers to. */
  #wanted: { readonly title: string; readonly schema: Schema }[] = [];
  /** The objects being described: one that contains itself is not described again. */
  readonly #open = new Set<string>();

  constructor(root: Schema, top: string) {
    this.#root = root;
    this.#top = top;
  }

  text(): string {
    return this.#section(this.#top, this.#root).join('\n');
  }

  #section(title: string, schema: Schema): string[] {
    this.#wanted = [];
    const own = this.#table(title, schema);
    const inner = this.#wanted;
    return [
      `## ${title}`,
      '',
      ...own,
      '',
      ...inner.flatMap((each) => this.#section(each.title, each.schema)),
    ];
  }

  #table(title: string, schema: Schema): string[] {
    const { properties = {}, required = [], description } = schema;
    // `tests[]` of the variant of labs[].tests[] whose kind is `run`.
    const parent = title.replace(/,.*/, '').replace(/^.*[.]/, '');
    const rows = Object.entries(properties).map(([name, field]) => {
      const { description: means = '' } = this.#resolved(field);
      const remarks = [
        ...(required.includes(name) ? [] : ['optional']),
        ...(field.default === undefined ? [] : [`${JSON.stringify(field.default)} if left out`]),
      ];
      const remark = remarks.length === 0 ? '' : ` (${remarks.join(', ')})`;
      const kind = this.#kindOf(field, title === this.#top ? name : `${parent}.${name}`);
      return [`\`${name}\``, kind, (capital(means) + remark).trim()];
    });
    return [
      ...(description === undefined ? [] : [`${capital(description)}.`, '']),
      '| field | is | means |',
      '| --- | --- | --- |',
      ...rows.map(
        (cells) => `| ${cells.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`,
      ),
    ];
  }

  #resolved(schema: Schema): Schema {
    const name = schema.$ref?.split('/').at(-1);
    return name === undefined ? schema : { ...this.#root.$defs?.[name], ...schema };
  }

  #kindOf(schema: Schema, name: string): string {
    if (schema.$ref === '#') return `[${this.#top}](#${anchorOf(this.#top)})`;
    const referred = schema.$ref?.split('/').at(-1);
    if (referred !== undefined) {
      if (this.#open.has(referred)) return 'such again';
      this.#open.add(referred);
      const kind = this.#kindOf((this.#root.$defs ?? {})[referred] as Schema, name);
      this.#open.delete(referred);
      return kind;
    }
    const choices = schema.anyOf ?? schema.oneOf;
    if (choices !== undefined) return this.#kindsOf(choices, name).join(' or ');
    if (schema.const !== undefined) return quoted(schema.const);
    if (schema.enum !== undefined) return schema.enum.map(quoted).join(', ');
    if (schema.properties !== undefined) return this.#linkTo(schema, name);
    if (typeof schema.additionalProperties === 'object')
      return `by name: ${this.#kindOf(schema.additionalProperties, `${name}.*`)}`;
    if (schema.items !== undefined) {
      const least = schema.minItems === undefined ? '' : `at least ${schema.minItems} of: `;
      return `list of ${least}${this.#kindOf(schema.items, `${name}[]`)}`;
    }
    return plainKind(schema);
  }

  /**
   * Variants of one object: common fields are listed once, the rest by the field that distinguishes
   * them.
   */
  #kindsOf(choices: readonly Schema[], name: string): string[] {
    const variants = choices.map((choice) => this.#resolved(choice));
    const tag = tagOf(variants);
    if (tag === undefined) return [...new Set(choices.map((choice) => this.#kindOf(choice, name)))];
    const shared = sharedBy(variants);
    const kinds = variants.map(({ properties = {} }) => properties[tag]?.const);
    const link = this.#linkTo(
      {
        description: `What each of them has; what else it has depends on its \`${tag}\``,
        properties: { [tag]: { enum: kinds }, ...shared },
        required: variants[0]?.required ?? [],
      },
      name,
    );
    variants.forEach((variant, index) => {
      const { properties = {} } = variant;
      const own = Object.entries(properties).filter(([key]) => key !== tag && !(key in shared));
      if (own.length === 0) return;
      const { description = variant.description } = properties[tag] ?? {};
      const schema = { ...variant, ...(description !== undefined && { description }) };
      this.#wanted.push({
        title: `${name}, ${tag} ${quoted(kinds[index])}`,
        schema: { ...schema, properties: Object.fromEntries(own) },
      });
    });
    return [link];
  }

  #linkTo(schema: Schema, name: string): string {
    const text = JSON.stringify({ ...schema, description: undefined });
    const title = this.#titles.get(text) ?? name;
    if (!this.#titles.has(text)) {
      this.#titles.set(text, title);
      this.#wanted.push({ title, schema });
    }
    return `[${title}](#${anchorOf(title)})`;
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The field whose value distinguishes the variants. */
function tagOf([first, ...others]: readonly Schema[]): string | undefined {
  const candidates = Object.keys(first?.properties ?? {});
  return candidates.find((name) =>
    [first, ...others].every((variant) => typeof variant?.properties?.[name]?.const === 'string'),
  );
}

/** Fields that are the same in all variants. */
function sharedBy([first, ...others]: readonly Schema[]): Readonly<Record<string, Schema>> {
  const same = Object.entries(first?.properties ?? {}).filter(([name, field]) =>
    others.every(({ properties }) => JSON.stringify(properties?.[name]) === JSON.stringify(field)),
  );
  return Object.fromEntries(same);
}

function plainKind({ type, minimum, exclusiveMinimum, maximum }: Schema): string {
  const kind = { string: 'text', integer: 'whole number', boolean: 'true or false' }[type ?? ''];
  const isBounded = minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER;
  const from = isBounded ? `from ${minimum}` : exclusiveMinimum === 0 ? 'above 0' : '';
  const to = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? `to ${maximum}` : '';
  return [kind ?? type ?? 'anything', from, to].filter((text) => text !== '').join(' ');
}

function quoted(value: unknown): string {
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}

/** The anchor that GitHub gives a heading. */
function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}
