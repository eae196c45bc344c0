/** In shorter texts, the difference is visible at a glance. */
const LONG = 60;
/** How much of each text to show from where they differ. */
const SHOWN = 40;

/** Where long texts in the fields of two results begin to differ, one line per field. */
export function differenceLines(seen: object, expected: object): string[] {
  const [a, b] = [fieldsOf(seen), fieldsOf(expected)];
  const lines: string[] = [];
  for (const [name, text] of a) {
    const other = b.get(name);
    if (other === undefined || other === text) continue;
    if (text.length <= LONG && other.length <= LONG) continue;
    const same = samePrefix(text, other);
    const [got, wanted] = [shown(text, same), shown(other, same)];
    lines.push(`${name}: the first ${same} characters are equal, then got ${got}, not ${wanted}`);
  }
  return lines;
}

function fieldsOf(object: object): Map<string, string> {
  const fields = new Map<string, string>();
  for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(object))) {
    if (typeof value === 'string') fields.set(name, value);
  }
  return fields;
}

function samePrefix(a: string, b: string): number {
  let same = 0;
  while (same < a.length && same < b.length && a[same] === b[same]) same++;
  return same;
}

function shown(text: string, from: number): string {
  if (from >= text.length) return 'the end';
  const part = text.slice(from, from + SHOWN);
  return from + SHOWN < text.length ? `'${part}…'` : `'${part}'`;
}
