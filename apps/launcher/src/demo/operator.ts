import { setTimeout as delay } from 'node:timers/promises';
import { type ReadyInfo } from '../ready-file.js';
import { type SentMessage } from './demo-customer.js';

/** How a turn went, as the operators see it. */
export interface Interaction {
  model: string;
  sources: { title: string }[];
  sql: { count: number };
  cache: { hits: number; misses: number };
}

interface Message {
  direction: 'inbound' | 'outbound';
  providerMessageId?: string | null;
  text: string;
}

interface Page<Item> {
  items: Item[];
}

/** Reads the inbox with the demo's operator key. */
export class Operator {
  constructor(private readonly info: ReadyInfo) {}

  async interaction(conversationId: string): Promise<Interaction | undefined> {
    const path = `/v1/conversations/${conversationId}/interactions?limit=1`;
    return (await this.page<Interaction>(path)).items[0];
  }

  /** Waits until a reply follows the message; for when it is delivered elsewhere. */
  async reply(
    { messageId }: SentMessage,
    signal: AbortSignal,
  ): Promise<{ conversationId: string; text: string }> {
    for (;;) {
      const conversationId = await this.newestConversation();
      const { items } =
        conversationId === undefined
          ? { items: [] }
          : await this.page<Message>(`/v1/conversations/${conversationId}/messages?limit=20`);
      const asked = items.findIndex((message) => message.providerMessageId === messageId);
      // Newest first.
      const reply = items.slice(0, Math.max(asked, 0)).find(isReply);
      if (conversationId !== undefined && reply !== undefined) {
        return { conversationId, text: reply.text };
      }
      await delay(50, undefined, { signal });
    }
  }

  private async newestConversation(): Promise<string | undefined> {
    return (await this.page<{ id: string }>('/v1/conversations?limit=1')).items[0]?.id;
  }

  private async page<Item>(path: string): Promise<Page<Item>> {
    const headers = { authorization: `Bearer ${this.info.demo.operatorKey}` };
    const response = await fetch(`${this.info.gatewayUrl}${path}`, { headers });
    if (!response.ok) throw new Error(`GET ${path} answered ${response.status}`);
    return (await response.json()) as Page<Item>;
  }
}

const isReply = ({ direction }: Message): boolean => direction === 'outbound';
