import { z } from 'zod';

export const openedSession = z
  .object({
    sessionId: z.string(),
    token: z.string().nullable().describe('Null: the channel signs no sessions'),
    expiresAt: z
      .date()
      .nullable()
      .meta({ type: ['string', 'null'], format: 'date-time' }),
  })
  .meta({ id: 'ChatSession' });

export const admission = z
  .object({
    messageId: z.string(),
    duplicate: z.boolean().describe('It had been stored before, or said a moment ago'),
  })
  .meta({ id: 'Admission' });
