import { conversationStatuses } from '#persistence';
import { z } from 'zod';

/** What was asked for, in whole quarters of an hour; `null`: open. `to` is not part of it. */
const period = { from: z.iso.datetime().nullable(), to: z.iso.datetime().nullable() };

export const conversationStatistics = z
  .object({
    ...period,
    total: z.int(),
    byStatus: z.record(z.enum(conversationStatuses), z.int()).describe('By what they are now'),
    messages: z.int(),
    interactions: z.int(),
  })
  .meta({ id: 'ConversationStatistics' });

export const agentStatistics = z
  .object({
    ...period,
    interactions: z.int(),
    averageConfidence: z.number().nullable().describe('Null where nothing was answered'),
    handoffRate: z.number().nullable().describe('Share that ended with a person, 0 to 1'),
    totalCostUsd: z.number(),
    averageProcessingMs: z.number().nullable(),
    p95ProcessingMs: z.number().nullable().describe('Within 2 % of the true one'),
  })
  .meta({ id: 'AgentStatistics' });
