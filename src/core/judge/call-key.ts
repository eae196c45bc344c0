import type { Canonical, ClassTable } from '../canon/index.js';
import { envelopeKey, sameTimer, timerKey, type HandlerCall } from '../system/index.js';

/** Equal for equal calls and for no others. */
export function callKey({ address, awaits, cause, kept, node }: HandlerCall): string {
  const order = kept === undefined ? '' : `|kept ${kept.join()}`;
  return `${address}|${awaits ? 'awaits' : ''}|${causeKey(cause)}${order}|${node}`;
}

/** Whether calls differ at most in the state of the node. */
export function isSameQuestion(a: HandlerCall, b: HandlerCall): boolean {
  return (
    a.address === b.address &&
    a.awaits === b.awaits &&
    a.kept?.join() === b.kept?.join() &&
    isSameCause(a.cause, b.cause)
  );
}

/** The text of a call's cause. */
export function causeText(cause: HandlerCall['cause']): Canonical {
  switch (cause.kind) {
    case 'deliver':
      return cause.envelope.message;
    case 'fire':
      return cause.timer.timer;
    case 'command':
      return cause.command;
  }
}

function isSameCause(a: HandlerCall['cause'], b: HandlerCall['cause']): boolean {
  if (a.kind === 'deliver' && b.kind === 'deliver') {
    const [one, other] = [a.envelope, b.envelope];
    return one.from === other.from && one.to === other.to && one.message === other.message;
  }
  if (a.kind === 'fire' && b.kind === 'fire') return sameTimer(a.timer, b.timer);
  return a.kind === 'command' && b.kind === 'command' && a.command === b.command;
}

function causeKey(cause: HandlerCall['cause']): string {
  switch (cause.kind) {
    case 'deliver': {
      const key = envelopeKey(cause.envelope);
      return `m${key.length}:${key}`;
    }
    case 'fire': {
      const key = timerKey(cause.timer);
      return `t${key.length}:${key}`;
    }
    case 'command':
      return `c${cause.command.length}:${cause.command}`;
  }
}

/** The handler a call runs, as the student wrote it: `Server.handleVote`. */
export function handlerName({ node, cause }: HandlerCall, classes: ClassTable): string {
  const owner = className(node, classes) ?? 'the node';
  switch (cause.kind) {
    case 'deliver':
      return `${owner}.handle${className(cause.envelope.message, classes) ?? ''}`;
    case 'fire':
      return `${owner}.on${className(cause.timer.timer, classes) ?? ''}`;
    case 'command':
      return `${owner}.sendCommand`;
  }
}

/** The class of the value a canonical text stands for; its id comes first in the text. */
function className(text: string, classes: ClassTable): string | undefined {
  if (!text.startsWith('c')) return undefined;
  return classes.byId(text.slice(1, text.indexOf(':')))?.name;
}
