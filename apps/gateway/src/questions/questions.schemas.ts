import { knowledgeTypes, pageRequest } from '#contracts';
import { questionStates } from '#persistence';
import { z } from 'zod';

export const questionQuery = pageRequest.extend({ state: z.enum(questionStates).default('open') });
export type QuestionQuery = z.output<typeof questionQuery>;

/** What the draft says besides the question. */
export const draftInput = z
  .strictObject({
    /** Absent: what the first operator wrote in the conversation after the question. */
    content: z.string().trim().min(1).max(50_000).optional(),
    title: z.string().trim().min(1).max(300).optional(),
    type: z.enum(knowledgeTypes).default('faq'),
  })
  .meta({ examples: [{ content: 'We open at eight.' }] });
export type DraftInput = z.output<typeof draftInput>;
