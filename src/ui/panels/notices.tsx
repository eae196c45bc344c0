import { usePage } from '../page.js';

function Close({ onClose }: { readonly onClose: () => void }) {
  return (
    <button class="close" aria-label="Close" onClick={onClose}>
      ×
    </button>
  );
}

/** What has to be known before anything else, shown above everything as long as it holds. */
export function Notices() {
  const { state, send, dismiss } = usePage();
  const { link, linkWhy, broken, difference, entries } = state;
  return (
    <div class="notices">
      {link === 'gone' && (
        <p class="notice is-bad" role="alert">
          The server is gone: is <code>labtest debug</code> still running? This page goes on as soon
          as it is there again.
        </p>
      )}
      {link === 'closed' && (
        <p class="notice is-bad" role="alert">
          {linkWhy ?? 'This session has ended.'}
        </p>
      )}
      {broken !== undefined && (
        <div class="notice is-bad" role="alert">
          <p>{broken.text}</p>
          {broken.lines?.map((line, i) => (
            <pre key={i}>{line}</pre>
          ))}
          <p class="hint">
            The steps below are from the code before the change. Fix it and save, and this page
            continues.
          </p>
        </div>
      )}
      {difference !== undefined && (
        <p class="notice is-warning" role="status">
          {difference.text}{' '}
          {difference.moment !== undefined && entries.has(difference.moment) && (
            <button
              class="link"
              onClick={() => send({ kind: 'travel', to: difference.moment as number })}
            >
              Go there
            </button>
          )}
          <Close onClose={() => dismiss('difference')} />
        </p>
      )}
    </div>
  );
}

/**
 * What is going on, and what became of the last action; shown over the page, which does not move.
 */
export function PassingNotices() {
  const { state, send, dismiss } = usePage();
  const { busy, notice } = state;
  return (
    <div class="notices is-passing">
      {busy !== undefined && (
        <p class="notice is-busy" role="status">
          <span class="spinner" aria-hidden="true" /> {busy.text}
          {busy.canStop && <button onClick={() => send({ kind: 'stop' })}>Stop</button>}
        </p>
      )}
      {notice !== undefined && (
        <p class={`notice ${notice.isError ? 'is-warning' : 'is-fine'}`} role="status">
          {notice.text}
          <Close onClose={() => dismiss('notice')} />
        </p>
      )}
    </div>
  );
}
