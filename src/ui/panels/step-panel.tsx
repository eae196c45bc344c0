import { isMailed } from '../link/worker-link.js';
import { colourOf, usePage } from '../page.js';
import { addressOf } from '../step-address.js';

/** What the last step did. */
export function StepPanel() {
  const { state, send } = usePage();
  const { here, entries } = state;
  const entry = entries.get(here?.id ?? -1);
  if (here === undefined || entry === undefined) return undefined;
  const { changes, sends, sets, results, log, fault, isTold } = here.step;
  const isNothing = [changes, sends, sets, results, log].every((list) => list.length === 0);
  return (
    <section class="step-panel" aria-label="This step" aria-live="polite">
      <h3>
        This step
        {isMailed() && <StepAddress id={entry.id} />}
      </h3>
      <p class="title">{entry.title}</p>
      {entry.cause !== undefined && (
        <button class="link" onClick={() => send({ kind: 'travel', to: entry.cause as number })}>
          {entry.kind === 'fire' ? 'set' : 'sent'} by step {entry.cause}
        </button>
      )}
      {entry.flags.map(({ kind, text }) => (
        <p key={kind + text} class={`flag flag-${kind}`}>
          <b>{FLAG_WORDS[kind]}</b> {text}
        </p>
      ))}
      {fault !== undefined && !entry.flags.some(({ kind }) => kind === 'fault') && (
        <p class="flag flag-fault">{fault}</p>
      )}
      <Lines title="changes">
        {changes.map(({ path, before, after }) => (
          <li key={path}>
            <span class="key">{path}</span> {before !== undefined && <del>{before}</del>}
            {before !== undefined && after !== undefined && ' → '}
            {after !== undefined && <ins>{after}</ins>}
          </li>
        ))}
      </Lines>
      <Lines title="sends">
        {sends.map(({ to, subject, type, text }, i) => (
          <li key={i} title={text} class={colourOf(type)}>
            <span class="subject">{subject}</span> <span class="note">to {to}</span>
          </li>
        ))}
      </Lines>
      <Lines title="sets">
        {sets.map((text, i) => (
          <li key={i}>{text}</li>
        ))}
      </Lines>
      <Lines title="result">
        {results.map((text, i) => (
          <li key={i}>{text}</li>
        ))}
      </Lines>
      <Lines title="log">
        {log.map((text, i) => (
          <li key={i}>{text}</li>
        ))}
      </Lines>
      {isNothing && fault === undefined && entry.kind !== 'begin' && (
        <p class="none">
          {isTold ? 'changes, sends and sets nothing' : untold(state.busy !== undefined)}
        </p>
      )}
    </section>
  );
}

function StepAddress({ id }: { readonly id: number }) {
  return (
    <a class="address" href={addressOf(id)} title="The address of this step">
      {addressOf(id)}
    </a>
  );
}

/** It may still arrive, if the steps are being replayed. */
function untold(isBusy: boolean): string {
  return isBusy ? '…' : 'what it did is not in this trace';
}

const FLAG_WORDS = {
  violated: 'breaks',
  goal: 'reaches',
  prune: 'ends the search',
  fault: 'fails',
  cause: 'here',
  differs: 'differs',
} as const;

interface LinesProps {
  readonly title: string;
  readonly children: readonly preact.ComponentChild[];
}

function Lines({ title, children }: LinesProps) {
  if (children.length === 0) return undefined;
  return (
    <>
      <h4>{title}</h4>
      <ul class="lines">{children}</ul>
    </>
  );
}
