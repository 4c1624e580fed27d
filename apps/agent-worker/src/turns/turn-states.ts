import { ProcessingStates } from '#dedup';
import { Injectable } from '@nestjs/common';
import { type Turn } from './turn.js';

const stateOf = (messageId: string): string => `message:${messageId}`;

/**
 * Which messages are answered, as Redis remembers it: a wake-up for one of them need not ask
 * PostgreSQL. It may have forgotten; what it remembers is true, for it is written after the commit.
 */
@Injectable()
export class TurnStates {
  constructor(private readonly states: ProcessingStates) {}

  async isAnswered(messageId: string): Promise<boolean> {
    return (await this.states.get(stateOf(messageId)))?.state === 'completed';
  }

  /** Not waited for: the turn is committed, whether or not that is remembered. */
  answered({ unanswered }: Turn): void {
    for (const { id } of unanswered) void this.states.complete(stateOf(id));
  }
}
