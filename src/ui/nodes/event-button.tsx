import { useEffect, useState } from 'preact/hooks';
import type { ValueNode } from '../../core/debugger/protocol.js';
import { colourOf, usePage } from '../page.js';
import { ValueTree } from './value-tree.js';

interface EventButtonProps {
  readonly action: 'Deliver' | 'Fire';
  readonly messageKey: string;
  readonly type: string;
  readonly subject: string;
  readonly text: string;
  readonly note: string;
  readonly count?: number | undefined;
  readonly refusal: string | undefined;
  readonly onTake: () => void;
  readonly more?: readonly { readonly label: string; readonly act: () => void }[];
}

/** A message or timer with the button that makes it happen, and its full contents on demand. */
export function EventButton(props: EventButtonProps) {
  const { action, type, subject, note, refusal, onTake, messageKey, more = [] } = props;
  const { state, send } = usePage();
  const why = state.busy?.text ?? refusal;
  const notNow = why === undefined ? '' : `: not now, ${why}`;
  const [isOpen, setOpen] = useState(false);
  const value: ValueNode | undefined = state.values.get(messageKey);
  const canStep = state.system?.can.step === true;
  const isMissing = isOpen && value === undefined;
  // Asks again when the session was reopened, after an edit or by another server.
  useEffect(() => {
    if (isMissing) send({ kind: 'value', key: messageKey });
  }, [isMissing, messageKey]);
  const isOff = refusal !== undefined;
  return (
    <li class={`event ${colourOf(type)} ${isOff ? 'is-off' : ''}`}>
      <div class="event-line">
        <button
          class="event-what"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
          title={`${props.text}\nClick: its contents`}
        >
          <span class="subject">{subject}</span>
          {props.count !== undefined && props.count > 1 && <b class="times">×{props.count}</b>}
          <span class="note">{note}</span>
        </button>
        {canStep && (
          <button
            class="take"
            disabled={why !== undefined}
            data-event={messageKey}
            title={why}
            aria-label={`${action} ${subject} ${note}${notNow}`}
            onClick={onTake}
          >
            {action}
          </button>
        )}
      </div>
      {isOff && canStep && <p class="refusal">{refusal}</p>}
      {isOpen && (
        <div class="contents">
          {value === undefined ? <p>…</p> : <ValueTree value={value} />}
          {canStep && more.length > 0 && (
            <p class="more-actions">
              {more.map(({ label, act }) => (
                <button key={label} onClick={act}>
                  {label}
                </button>
              ))}
            </p>
          )}
        </div>
      )}
    </li>
  );
}
