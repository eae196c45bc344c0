import type { PredicateTruth } from '../../core/debugger/protocol.js';
import { usePage } from '../page.js';

const ROLES = { invariant: 'must hold', goal: 'goal', prune: 'search ends at' } as const;

/** The predicates about the system, and whether they hold here. */
export function Predicates() {
  const { state, send } = usePage();
  const predicates = state.here?.predicates ?? [];
  const can = state.system?.can;
  if (predicates.length === 0) return undefined;
  return (
    <section class="predicates" aria-label="Invariants and goals">
      <h3>Is it true here?</h3>
      <ul>
        {predicates.map((truth) => (
          <li key={truth.index} class={classOf(truth)}>
            <details>
              <summary>
                <span class="sign" aria-hidden="true">
                  {signOf(truth)}
                </span>
                <span class="name">{truth.name}</span>
                <span class="role">{ROLES[truth.role]}</span>
                <span class="sr-only">{wordsOf(truth)}</span>
              </summary>
              <ul class="reads">
                {truth.reads.map((line) => (
                  <li key={line}>{line}</li>
                ))}
              </ul>
            </details>
            {truth.unjudged !== undefined && <p class="detail">not judged: {truth.unjudged}</p>}
            {truth.detail !== undefined && <p class="detail">{truth.detail}</p>}
            {truth.role === 'goal' && !truth.holds && can?.search === true && (
              <button
                class="chip"
                disabled={state.busy !== undefined}
                onClick={() => send({ kind: 'search', goal: truth.index, states: 200_000 })}
              >
                search for it from here
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function signOf({ holds, unjudged }: PredicateTruth): string {
  if (unjudged !== undefined) return '–';
  return holds ? '✓' : '✗';
}

function wordsOf({ holds, unjudged }: PredicateTruth): string {
  if (unjudged !== undefined) return 'not judged';
  return holds ? 'holds' : 'does not hold';
}

function classOf({ role, holds, unjudged }: PredicateTruth): string {
  if (unjudged !== undefined) return 'is-open';
  if (role === 'invariant') return holds ? 'is-fine' : 'is-bad';
  if (role === 'goal') return holds ? 'is-fine' : 'is-open';
  return holds ? 'is-warning' : 'is-open';
}
