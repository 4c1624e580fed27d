import { pageRequest } from '#contracts';
import { messageStates } from '#persistence';
import { z } from 'zod';

/** `failed` lists the dead letters. */
export const messageQuery = pageRequest
  .extend({ state: z.enum(messageStates) })
  .meta({ examples: [{ state: 'failed' }] });
export type MessageQuery = z.output<typeof messageQuery>;

/** The body may be absent. */
export const replayInput = z
  .strictObject({ force: z.boolean().default(false) })
  .prefault({})
  .meta({ examples: [{ force: false }] });
export type ReplayInput = z.output<typeof replayInput>;
