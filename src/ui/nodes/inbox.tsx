import { useState } from 'preact/hooks';
import type { InboxMessage, NodeCard, QueuedTimer } from '../../core/debugger/protocol.js';
import { usePage } from '../page.js';
import { EventButton } from './event-button.js';

/** Beyond this many, older messages are folded behind a line. */
const SHOWN_MAX = 12;

/** The messages in flight to a node. */
export function Inbox({ card }: { readonly card: NodeCard }) {
  const fresh = card.inbox.filter(({ isOld, isAside }) => !isOld && !isAside);
  const old = card.inbox.filter(({ isOld, isAside }) => isOld && !isAside);
  const aside = card.inbox.filter(({ isAside }) => isAside);
  // The newest message is most likely the wanted one.
  const newest = fresh.toReversed();
  return (
    <section class="inbox" aria-label={`Inbox of ${card.address}`}>
      <h4>
        Inbox <span class="count">{fresh.length + card.unlisted}</span>
      </h4>
      {card.unlisted > 0 && (
        <p class="none">{card.unlisted} older ones are not listed: deliver or lose some of these</p>
      )}
      {fresh.length === 0 && <p class="none">nothing new</p>}
      <Messages messages={newest.slice(0, SHOWN_MAX)} card={card} />
      <Folded title="more in flight" messages={newest.slice(SHOWN_MAX)} card={card} />
      <Folded title="arrived before, may arrive again" messages={old.toReversed()} card={card} />
      <Folded title="set aside" messages={aside} card={card} />
    </section>
  );
}

interface MessagesProps {
  readonly messages: readonly InboxMessage[];
  readonly card: NodeCard;
}

function Folded({ title, messages, card }: MessagesProps & { readonly title: string }) {
  // Kept here so that the line, which disappears at a step without such messages, comes back as it
  // was.
  const [isOpen, setOpen] = useState(false);
  if (messages.length === 0) return undefined;
  return (
    <details class="folded" open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {messages.length} {title}
      </summary>
      <Messages messages={messages} card={card} />
    </details>
  );
}

function Messages({ messages, card }: MessagesProps) {
  const { send } = usePage();
  return (
    <ul class="events">
      {messages.map(({ key, type, subject, text, from, to, count, refusal }) => (
        <EventButton
          key={key}
          action="Deliver"
          messageKey={key}
          type={type}
          subject={subject}
          text={text}
          note={`from ${from}${to === card.address ? '' : ` to ${to.slice(card.address.length)}`}`}
          count={count}
          refusal={refusal}
          onTake={() => send({ kind: 'take', deed: { kind: 'deliver', key } })}
          more={[
            { label: 'Lose it', act: () => send({ kind: 'take', deed: { kind: 'lose', key } }) },
            {
              label: 'Duplicate it',
              act: () => send({ kind: 'take', deed: { kind: 'duplicate', key } }),
            },
          ]}
        />
      ))}
    </ul>
  );
}

/** The timers of a node. */
export function Timers({ card }: { readonly card: NodeCard }) {
  const { send } = usePage();
  if (card.timers.length === 0) return undefined;
  return (
    <section class="timers" aria-label={`Timers of ${card.address}`}>
      <h4>
        Timers <span class="count">{card.timersSet}</span>
      </h4>
      <ul class="events">
        {card.timers.map((timer, i) => (
          <EventButton
            key={`${timer.key} ${i}`}
            action="Fire"
            messageKey={timer.key}
            type={timer.type}
            subject={timer.subject}
            text={timer.text}
            note={timeOf(timer, card.address)}
            refusal={timer.refusal}
            onTake={() => send({ kind: 'take', deed: { kind: 'fire', key: timer.key } })}
          />
        ))}
      </ul>
    </section>
  );
}

function timeOf({ minMs, maxMs, owner }: QueuedTimer, address: string): string {
  const time = minMs === maxMs ? `${minMs} ms` : `${minMs}–${maxMs} ms`;
  return owner === address ? time : `${time} · ${owner.slice(address.length)}`;
}
