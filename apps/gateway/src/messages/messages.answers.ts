import { messageStates } from '#persistence';
import { z } from 'zod';
import { delivery } from '../inbox/delivery.resource.js';

const state = z
  .enum([...messageStates, 'processing'])
  .describe('`processing`: a worker is making a turn of it right now');

export const messageProgress = z
  .object({
    messageId: z.uuid(),
    conversationId: z.uuid(),
    state,
    replyId: z.uuid().nullable().describe('The reply that answers it'),
    workerId: z.string().nullable(),
    since: z.string(),
    attempts: z.int().nullable().describe('Turns that were begun for it'),
    delivery: delivery.extend({ deliveredAt: z.string().nullable() }).nullable(),
  })
  .meta({ id: 'MessageProgress' });

export const auditOfMessage = z
  .object({
    messageId: z.uuid(),
    state,
    entries: z.array(
      z.object({
        at: z.string(),
        step: z.string(),
        by: z.string().nullable(),
        detail: z.custom<object>().meta({ type: 'object' }),
      }),
    ),
  })
  .meta({ id: 'MessageAudit' });
