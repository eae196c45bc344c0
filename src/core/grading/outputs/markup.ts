import { shownText } from '../../support/index.js';

/** Text that is HTML already. Only {@link html} makes it, from what it has escaped. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Part = Markup | string | number | undefined | readonly Part[];

/**
 * A template of HTML in which whatever is filled in is escaped, unless this function made it. What
 * students write comes into pages by no other way.
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const text = strings.reduce((all, string, i) => all + textOf(parts[i - 1]) + string);
  return new Markup(text);
}

const NAMED: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function textOf(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Markup) return part.text;
  if (typeof part === 'object') return part.map(textOf).join('');
  return shownText(String(part)).replaceAll(/[&<>"']/g, (char) => NAMED[char] ?? char);
}
