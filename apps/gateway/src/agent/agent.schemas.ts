import { handoffRules, messagePolicies } from '#persistence';
import { z } from 'zod';
import { label, notEmpty, notEmptyMessage } from '../http/fields.js';

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be HH:MM');

const openingTimes = z
  .strictObject({ open: time, close: time })
  .refine(({ open, close }) => open < close, { path: ['close'], message: 'must be after open' });

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

const labels = z.array(label).max(100);

const fields = z.strictObject({
  name: label,
  tone: label,
  instructions: z
    .string()
    .max(10_000)
    .refine((text) => !text.includes('\u0000'), 'must not contain NUL characters'),
  /** Null: the suite's default. */
  model: label.nullable(),
  fallbackModels: z.array(label).max(5),
  /** A day (UTC), prompt and completion together; null: no limit. */
  dailyTokenBudget: z.int().min(0).max(1_000_000_000_000).nullable(),
  /** US dollars a day (UTC); null: no limit. */
  dailyCostBudgetUsd: z.number().min(0).max(100_000).nullable(),
  temperature: z.number().min(0).max(2),
  maxReplyCharacters: z.int().min(50).max(10_000),
  confidenceThreshold: z.number().min(0).max(1),
  maxLowConfidenceTurns: z.int().min(1).max(20),
  /** What goes to a human besides being asked for one. */
  handoffRules: z.array(z.enum(handoffRules)).max(handoffRules.length),
  handoffTopics: labels,
  handoffKeywords: labels,
  /** Milliseconds; null: the suite's default. */
  turnWindowMs: z.int().min(0).max(60_000).nullable(),
  newMessagePolicy: z.enum(messagePolicies),
  /** A day left out is closed; null: always open. */
  businessHours: z.partialRecord(z.enum(weekdays), openingTimes).nullable(),
});

/** What a tenant may set on its agent; the ranges are those of the table's CHECKs. */
export const agentChanges = fields
  .partial()
  .refine(notEmpty, notEmptyMessage)
  .meta({ examples: [{ name: 'Ada', tone: 'warm and brief', handoffTopics: ['refunds'] }] });
export type AgentChanges = z.output<typeof agentChanges>;

/** The agent as the API shows it. */
export const agentConfiguration = fields
  .extend({ updatedAt: z.iso.datetime() })
  .meta({ id: 'AgentConfiguration' });
export type AgentConfiguration = z.output<typeof agentConfiguration>;
