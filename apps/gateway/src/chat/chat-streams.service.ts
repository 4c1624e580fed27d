import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '#contracts';
import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type MessageEvent,
} from '@nestjs/common';
import { Observable, type Subscriber } from 'rxjs';
import {
  type ChatNews,
  type ChatPosition,
  ChatReplies,
  type ChatSession,
} from './chat-replies.service.js';

const pollMs = 1000;
/** A comment this often keeps proxies from closing a quiet stream. */
const heartbeatMs = 15_000;
/** Browsers come back by themselves, with the id of the last reply they have. */
const lifetimeMs = 5 * 60_000;
const maxStreams = 1000;

/** Replies, and that the next one is being written, or no longer, when that has changed. */
const eventsOf = (news: ChatNews | undefined, wasTyping: boolean): MessageEvent[] => {
  if (news === undefined) return [];
  const { replies, typing, position } = news;
  const events: MessageEvent[] = replies.map((reply) => ({
    type: 'reply',
    id: String(reply.sequence),
    data: reply,
  }));
  // With the last reply's id: what has none leaves browsers theirs, but not every client.
  const id = String(position.sequence);
  if (typing !== wasTyping) events.push({ type: 'typing', id, data: { typing } });
  return events;
};

/** Replies to chat sessions as server-sent events. PostgreSQL is asked for new ones each second. */
@Injectable()
export class ChatStreams implements BeforeApplicationShutdown {
  private readonly logger = new Logger(ChatStreams.name);
  private readonly open = new Set<AbortController>();

  constructor(private readonly replies: ChatReplies) {}

  /**
   * @param after the sequence of the last reply the browser has
   * @throws Problem `unavailable` when too many streams are open
   */
  stream(session: ChatSession, after: number): Observable<MessageEvent> {
    if (this.open.size >= maxStreams) {
      throw new Problem('unavailable', 'too many streams are open', { retryAfterSeconds: 5 });
    }
    return new Observable((subscriber) => {
      const ending = new AbortController();
      this.open.add(ending);
      void this.follow(session, after, subscriber, ending.signal)
        .catch((error: unknown) => this.logger.error({ err: error }, 'stream failed'))
        .finally(() => {
          this.open.delete(ending);
          subscriber.complete();
        });
      return () => ending.abort();
    });
  }

  beforeApplicationShutdown(): void {
    for (const ending of this.open) ending.abort();
  }

  private async follow(
    session: ChatSession,
    after: number,
    subscriber: Subscriber<MessageEvent>,
    signal: AbortSignal,
  ): Promise<void> {
    const opened = Date.now();
    let beat = opened;
    let position: ChatPosition = { conversationId: null, sequence: after };
    let typing = false;
    subscriber.next({ comment: 'open', retry: pollMs });
    while (!signal.aborted && Date.now() - opened < lifetimeMs) {
      const read = await this.replies.after(session, position).catch((err: unknown) => {
        // The stream outlives a PostgreSQL that is away for a moment.
        this.logger.warn({ err }, 'replies not read');
        return undefined;
      });
      for (const event of eventsOf(read, typing)) subscriber.next(event);
      ({ position, typing } = read ?? { position, typing });
      if (Date.now() - beat >= heartbeatMs) {
        beat = Date.now();
        subscriber.next({ comment: 'still here' });
      }
      await sleep(pollMs, undefined, { signal }).catch(() => undefined);
    }
  }
}
