import { Problem } from '#contracts';
import { Param, type PipeTransform } from '@nestjs/common';
import { validate } from 'uuid';
import { z } from 'zod';

/** An operator says why: it is what the audit is for. */
export const releaseQuery = z
  .object({
    reason: z
      .string()
      .trim()
      .min(1)
      .max(500)
      .refine((text) => !text.includes('\u0000'), 'must not contain NUL characters'),
  })
  .meta({ examples: [{ reason: 'stuck' }] });
export type ReleaseQuery = z.output<typeof releaseQuery>;

const prefix = 'turn:';

class TurnLockPipe implements PipeTransform<string, string> {
  /** @throws Problem `malformed` */
  transform(key: string): string {
    const conversationId = key.slice(prefix.length);
    if (!key.startsWith(prefix) || !validate(conversationId)) {
      throw new Problem('malformed', 'key: must be turn: and the id of a conversation', {
        errors: [{ field: 'key', detail: 'must be turn: and the id of a conversation' }],
      });
    }
    return conversationId.toLowerCase();
  }
}

/** The id of the conversation that the route's `:key` locks. */
export const LockedConversation = (): ParameterDecorator => Param('key', new TurnLockPipe());
