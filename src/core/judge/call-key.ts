import type { ClassTable } from '../canon/index.js';
import { envelopeKey, timerKey, type HandlerCall } from '../system/index.js';

/** Equal for equal calls and for no others. */
export function callKey(call: HandlerCall): string {
  return `${questionKey(call)}|${call.node}`;
}

/** Equal for calls that differ in the state of the node at most. */
export function questionKey({ address, awaits, cause, kept }: HandlerCall): string {
  const order = kept === undefined ? '' : `|kept ${kept.join()}`;
  return `${address}|${awaits ? 'awaits' : ''}|${causeKey(cause)}${order}`;
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
