import { usePage } from '../page.js';
import { branchOf } from '../state.js';

/** What failed, and what a teaching assistant would say about it. */
export function Advice() {
  const { state, send } = usePage();
  const { system, entries } = state;
  if (system === undefined) return undefined;
  const { verdict, advice, again } = system;
  if (verdict === undefined && advice.length === 0) return undefined;
  const bands = branchOf(state).filter(({ band }) => band !== undefined);
  const isBad = verdict?.verdict === 'failed' || verdict?.verdict === 'crashed';
  return (
    <section class={`advice ${isBad ? 'is-bad' : ''}`} aria-label="What happened">
      {verdict !== undefined && (
        <p class="verdict">
          <b>{verdict.verdict}</b> {verdict.detail}
        </p>
      )}
      <dl>
        {verdict?.expected !== undefined && <Line label="expected" text={verdict.expected} />}
        {verdict?.seen !== undefined && <Line label="seen" text={verdict.seen} />}
        {advice.map(({ label, text, moment }, i) => (
          <Line
            key={i}
            label={label}
            text={text}
            onGo={
              moment !== undefined && entries.has(moment)
                ? () => send({ kind: 'travel', to: moment })
                : undefined
            }
          />
        ))}
        {bands.length > 0 && (
          <>
            <dt>timeline</dt>
            <dd>
              {bands.map(({ id, band }, i) => (
                <>
                  {i > 0 && ' · '}
                  <button key={id} class="link" onClick={() => send({ kind: 'travel', to: id })}>
                    {band}
                  </button>
                </>
              ))}
            </dd>
          </>
        )}
        {again !== undefined && (
          <>
            <dt>again</dt>
            <dd>
              <code>{again}</code>
            </dd>
          </>
        )}
      </dl>
    </section>
  );
}

interface LineProps {
  readonly label: string;
  readonly text: string;
  readonly onGo?: (() => void) | undefined;
}

function Line({ label, text, onGo }: LineProps) {
  return (
    <>
      <dt>{label}</dt>
      <dd>
        {onGo === undefined ? (
          text
        ) : (
          <button class="link" onClick={onGo} title="Go to that step">
            {text}
          </button>
        )}
      </dd>
    </>
  );
}
