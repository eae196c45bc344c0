import type { FromPageWorker, SessionSays, ToPageWorker } from '../protocol.js';
import { MailedDesk, type PageTools } from './mailed-desk.js';

/** The worker's side of the channel to its page. */
interface PageChannel {
  addEventListener(kind: 'message', hear: (event: { readonly data: ToPageWorker }) => void): void;
  postMessage(message: FromPageWorker, transfer: readonly never[]): void;
}

/** Answers a page, one message at a time. */
export function servePage(toolsOf: (lab: string | undefined) => PageTools): void {
  const channel = globalThis as unknown as PageChannel;
  const post = (message: FromPageWorker): void => channel.postMessage(message, []);
  const say = (message: SessionSays): void => post({ kind: 'says', message });
  let desk: MailedDesk | undefined;
  const take = async (message: ToPageWorker): Promise<void> => {
    if (message.kind === 'page') return desk?.answer(message.message);
    desk = new MailedDesk(toolsOf(message.lab), say);
    desk.begin(message.trace);
    return undefined;
  };
  let work: Promise<void> = Promise.resolve();
  channel.addEventListener('message', ({ data }) => {
    work = work
      .then(() => take(data))
      .catch((error: unknown) => post({ kind: 'failed', why: String(error) }))
      .then(() => post({ kind: 'done' }));
  });
}
