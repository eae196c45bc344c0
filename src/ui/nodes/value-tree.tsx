import { useState } from 'preact/hooks';
import type { ValueNode } from '../../core/debugger/protocol.js';

/** Values are expanded down to this depth if they are small. */
const OPEN_DEPTH = 1;
const OPEN_CHILDREN = 8;

type Child = NonNullable<ValueNode['children']>[number];

/**
 * The fields of a value, which can be expanded and collapsed; what changed is marked and expanded.
 */
export function ValueTree({ value }: { readonly value: ValueNode }) {
  const { children = [], more } = value;
  if (children.length === 0) return <div class="value-line">{value.text}</div>;
  return (
    <ul class="value-tree">
      {children.map((child, i) => (
        <Field key={`${child.key} ${i}`} child={child} depth={0} />
      ))}
      {more !== undefined && <li class="more">{more} more</li>}
    </ul>
  );
}

function Field({ child, depth }: { readonly child: Child; readonly depth: number }) {
  const { key, value, mark, was } = child;
  const inner = value.children ?? [];
  const hasChange = inner.some((each) => each.mark !== undefined);
  const isSmall = depth < OPEN_DEPTH && inner.length <= OPEN_CHILDREN && value.text.length > 60;
  const [chosen, setChosen] = useState<boolean | undefined>(undefined);
  const isOpen = inner.length > 0 && (chosen ?? (hasChange || isSmall));
  const classes = ['field', mark !== undefined && `is-${mark}`].filter(Boolean).join(' ');
  const content = (
    <>
      {key !== '' && <span class="key">{key}</span>}
      {was !== undefined && !isOpen && (
        <>
          <del>{was}</del>
          <span class="becomes" aria-label="becomes">
            →
          </span>
        </>
      )}
      <span class={`value ${value.kind}`}>{isOpen ? headOf(value) : value.text}</span>
    </>
  );
  return (
    <li class={classes}>
      {inner.length > 0 ? (
        <button class="toggle" aria-expanded={isOpen} onClick={() => setChosen(!isOpen)}>
          {content}
        </button>
      ) : (
        <span class="plain">{content}</span>
      )}
      {mark !== undefined && <span class="sr-only">{mark}</span>}
      {isOpen && (
        <ul class="value-tree">
          {inner.map((each, i) => (
            <Field key={`${each.key} ${i}`} child={each} depth={depth + 1} />
          ))}
          {value.more !== undefined && <li class="more">{value.more} more</li>}
        </ul>
      )}
    </li>
  );
}

/** `View` of `View(viewNum=2, …)`, `[2]` of a list; the rest is shown below. */
function headOf({ text, children = [] }: ValueNode): string {
  const [, name = '', bracket = ''] = /^([^({[]*)([({[]?)/.exec(text) ?? [];
  if (bracket === '(') return name;
  return `${name}${bracket === '[' ? `[${children.length}]` : `{${children.length}}`}`;
}
