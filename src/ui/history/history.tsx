import { useMemo, useState } from 'preact/hooks';
import { usePage } from '../page.js';
import { branchOf } from '../state.js';
import { StepList } from './step-list.js';
import { placed, treeOf, type PlacedKnot } from './tree-layout.js';

/** The history: the tree of all steps, and the current branch as a list. */
export function History() {
  const { state, send } = usePage();
  const { entries, children, here, leaf } = state;
  const root = useMemo(
    () => treeOf(entries, children, here?.id ?? 0),
    [entries, children, here?.id],
  );
  const tree = useMemo(() => root && placed(root), [root]);
  const onBranch = useMemo(
    () => new Set(branchOf(state).map(({ id }) => id)),
    [entries, children, leaf],
  );
  return (
    <section class="history" aria-label="History">
      <h3>
        History <BranchName />
      </h3>
      {tree !== undefined && tree.knots.length > 1 && (
        <div class="tree-scroller" tabIndex={0} role="group" aria-label="Branches">
          <svg width={tree.width + 130} height={tree.height} role="img" aria-label="Branches">
            {tree.knots.map((knot) => (
              <Edge key={knot.knot.entry.id} placed={knot} onBranch={onBranch} />
            ))}
            {tree.knots.map((each) => (
              <Dot
                key={each.knot.entry.id}
                placed={each}
                isHere={each.knot.entry.id === here?.id}
                isOn={onBranch.has(each.knot.entry.id)}
                onChoose={() => send({ kind: 'travel', to: each.knot.entry.id })}
              />
            ))}
          </svg>
        </div>
      )}
      <StepList />
    </section>
  );
}

/** The editable name of the branch. */
function BranchName() {
  const { state, send } = usePage();
  const [isOpen, setOpen] = useState(false);
  const entry = state.entries.get(state.here?.id ?? 0);
  if (entry === undefined || entry.parent === undefined) return undefined;
  if (!isOpen) {
    return (
      <button class="chip" onClick={() => setOpen(true)}>
        {entry.name ?? 'name this step'}
      </button>
    );
  }
  const save = (name: string): void => {
    send({ kind: 'name', moment: entry.id, name: name.trim() });
    setOpen(false);
  };
  return (
    <input
      class="branch-name"
      aria-label="Name of this step"
      maxLength={80}
      defaultValue={entry.name ?? ''}
      ref={(element) => element?.focus()}
      onKeyDown={(event) => {
        if (event.key === 'Enter') save(event.currentTarget.value);
        if (event.key === 'Escape') setOpen(false);
        event.stopPropagation();
      }}
      onBlur={(event) => save(event.currentTarget.value)}
    />
  );
}

interface EdgeProps {
  readonly placed: PlacedKnot;
  readonly onBranch: ReadonlySet<number>;
}

function Edge({ placed: { knot, x, y, parent }, onBranch }: EdgeProps) {
  if (parent === undefined) return undefined;
  const middle = (parent.y + y) / 2;
  const isOn = onBranch.has(knot.entry.id);
  return (
    <g class={isOn ? 'edge is-on' : 'edge'}>
      <path d={`M${parent.x} ${parent.y}C${parent.x} ${middle} ${x} ${middle} ${x} ${y}`} />
      {knot.skipped > 0 && (
        <text x={x + 6} y={middle + 8}>
          {knot.skipped}
        </text>
      )}
    </g>
  );
}

interface DotProps {
  readonly placed: PlacedKnot;
  readonly isHere: boolean;
  readonly isOn: boolean;
  readonly onChoose: () => void;
}

function Dot({ placed: { knot, x, y }, isHere, isOn, onChoose }: DotProps) {
  const { entry } = knot;
  const flag = entry.flags.find(({ kind }) => kind !== 'prune');
  const label = entry.name ?? flag?.kind;
  const named = label === undefined ? '' : `${label}: `;
  const classes = ['knot', isHere && 'is-here', isOn && 'is-on', flag && `flag-${flag.kind}`];
  return (
    <g
      class={classes.filter(Boolean).join(' ')}
      role="button"
      tabIndex={0}
      aria-label={`${named}go to step ${entry.id}, ${entry.title}`}
      onClick={onChoose}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        onChoose();
      }}
    >
      <circle class="reach" cx={x} cy={y} r={13} />
      <circle class="dot" cx={x} cy={y} r={isHere ? 6.5 : 5} />
      {label !== undefined && (
        <text x={x + 11} y={y + 4}>
          {label}
        </text>
      )}
      <title>{entry.title}</title>
    </g>
  );
}
