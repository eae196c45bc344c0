import type { Deed, NodeCard as Card } from '../../core/debugger/protocol.js';
import { usePage } from '../page.js';
import { Inbox, Timers } from './inbox.js';
import { ValueTree } from './value-tree.js';

/** One node: its state with what changed, the messages in flight to it, its timers. */
export function NodeCard({ card }: { readonly card: Card }) {
  const { address, role, isUp, hasThrown, state, isChanged } = card;
  const { busy } = usePage().state;
  const status = hasThrown ? 'has thrown' : isUp ? undefined : 'not there';
  const classes = ['node', role, isChanged && 'is-changed', !isUp && 'is-down'];
  return (
    <article
      class={classes.filter(Boolean).join(' ')}
      data-node={address}
      aria-label={`Node ${address}`}
    >
      <header>
        <h3>{address}</h3>
        {status !== undefined && (
          <span class={`status ${hasThrown ? 'is-bad' : ''}`}>{status}</span>
        )}
        {isChanged && <span class="status is-new">changed</span>}
        <NodeMenu card={card} />
      </header>
      {role === 'client' && isUp && <Work card={card} />}
      {isUp && <Inbox card={card} />}
      {isUp && <Timers card={card} />}
      {isUp && state !== undefined && (
        <section class="state" aria-label={`State of ${address}`}>
          <h4>State</h4>
          <ValueTree value={state} />
        </section>
      )}
      {isUp && state === undefined && (
        <p class="none">{busy === undefined ? 'its state is not in this trace' : '…'}</p>
      )}
    </article>
  );
}

/** A client's results and what it waits for. */
function Work({ card }: { readonly card: Card }) {
  const { state, send } = usePage();
  const { results = [], resultsBefore = 0, commands, waiting, canCommand, address } = card;
  const isDone = commands !== undefined && waiting === undefined && !canCommand;
  return (
    <section class="work" aria-label={`Commands of ${address}`}>
      <h4>
        Results{' '}
        <span class="count">
          {resultsBefore + results.length}
          {commands === undefined ? '' : ` of ${commands}`}
        </span>{' '}
        {isDone && results.length > 0 && <span class="done">done</span>}
      </h4>
      <ol>
        {results.map(({ command, result, expected }, i) => (
          <li key={i} class={expected !== undefined && expected !== result ? 'is-wrong' : ''}>
            <span class="command">{command}</span> <span class="result">{result}</span>
            {expected !== undefined && expected !== result && (
              <span class="expected">expected {expected}</span>
            )}
          </li>
        ))}
        {waiting !== undefined && (
          <li class="is-waiting">
            <span class="command">{waiting}</span> <span class="result">…</span>
          </li>
        )}
      </ol>
      {canCommand && (
        <button
          class="take"
          disabled={state.busy !== undefined}
          title={state.busy?.text}
          onClick={() => send({ kind: 'take', deed: { kind: 'command', client: address } })}
        >
          Issue the next command
        </button>
      )}
    </section>
  );
}

/** What can be done to a node as a whole. */
function NodeMenu({ card }: { readonly card: Card }) {
  const { state, view, setView, send } = usePage();
  const { address, isUp, timersOn } = card;
  const take = (deed: Deed): void => send({ kind: 'take', deed });
  const canStep = state.system?.can.step === true && isUp;
  const links = state.here?.links ?? [];
  const isLinked = links.some(({ from, to, isOn }) => (from === address || to === address) && isOn);
  return (
    <details class="menu">
      <summary aria-label={`What can be done to ${address}`}>⋯</summary>
      <div class="menu-body">
        {canStep && (
          <>
            <button onClick={() => take({ kind: 'crash', node: address })}>Crash it</button>
            <button
              onClick={() =>
                take({ kind: 'links', change: { what: 'node', node: address, on: !isLinked } })
              }
            >
              {isLinked ? 'Cut it off from the others' : 'Reconnect it to the others'}
            </button>
            <button
              onClick={() =>
                take({ kind: 'links', change: { what: 'timers', node: address, on: !timersOn } })
              }
            >
              {timersOn ? 'Stop its timers' : 'Let its timers fire'}
            </button>
            <button onClick={() => take({ kind: 'restore', to: address })}>
              Restore what was set aside for it
            </button>
          </>
        )}
        <button onClick={() => setView({ hidden: new Set([...view.hidden, address]) })}>
          Hide it
        </button>
        <button
          onClick={() => {
            const others = view.order.filter((each) => each !== address);
            setView({ order: [address, ...others] });
          }}
        >
          Put it first
        </button>
      </div>
    </details>
  );
}
