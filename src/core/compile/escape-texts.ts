import type { ParsedBundle } from './parse-bundle.js';
import type { Syntax } from './syntax.js';
import type { TextEdits } from './text-edits.js';

/**
 * Text that SES refuses by its looks, and its escaped form. No backslash can come right before the
 * escape, so it is correct in strings, templates and regular expressions alike.
 */
const LOOKS: readonly (readonly [RegExp, (found: string) => string])[] = [
  [/<!--/g, () => '<\\x21--'],
  [/-->/g, () => '--\\x3e'],
  [/import(?=\s*(?:\(|\/[/*]))/g, () => 'i\\x6dport'],
];

/** Escapes whatever in a text looks like an import or an HTML comment, and drops such comments. */
export function escapeTexts(
  nodes: readonly Syntax[],
  comments: ParsedBundle['comments'],
  code: string,
  edits: TextEdits,
): void {
  if (!LOOKS.some(([pattern]) => code.search(pattern) >= 0)) return;
  for (const node of nodes) {
    const text = code.slice(node.start, node.end);
    if (node.type === 'Literal' || node.type === 'TemplateElement') {
      const escaped = LOOKS.reduce((at, [pattern, escape]) => at.replace(pattern, escape), text);
      if (escaped !== text) edits.rewrite(node.start, node.end, escaped);
    }
    // A method with that name.
    const isMember = node.type === 'MethodDefinition' || node.type === 'Property';
    if (isMember && !node.computed && node.key.type === 'Identifier') {
      const { start, end, name } = node.key;
      const isShort = node.type === 'Property' && node.shorthand;
      if (name === 'import' && !isShort) edits.replace(start, end, '"import"');
    }
  }
  for (const [start, end] of comments) {
    const text = code.slice(start, end);
    if (LOOKS.some(([pattern]) => text.search(pattern) >= 0)) {
      edits.replace(start, end, text.startsWith('/*') ? '/**/' : '//');
    }
  }
}
