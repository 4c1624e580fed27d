import { parseInput, parseJson } from '#contracts';
import { z } from 'zod';
import { type ChannelConnection, type ProviderRequest } from '../channel-adapter.js';
import { settingsOf } from './connection.js';

/** One change that concerns messages; what is in its lists is looked at one by one. */
const value = z.object({
  metadata: z.object({ phone_number_id: z.string() }),
  contacts: z.array(z.unknown()).default([]),
  messages: z.array(z.unknown()).default([]),
  statuses: z.array(z.unknown()).default([]),
});
export type ChangeValue = z.output<typeof value>;

const event = z.object({
  object: z.literal('whatsapp_business_account'),
  entry: z.array(z.object({ changes: z.array(z.unknown()) })),
});

const change = z.object({ field: z.literal('messages'), value });

/**
 * Every change of every entry that concerns the channel's number. Changes of other fields (templates,
 * account updates) and of other numbers of the same app are none of ours.
 * @throws Problem `malformed`
 */
export const changesOf = (
  { body }: ProviderRequest,
  connection: ChannelConnection,
): ChangeValue[] => {
  const { phoneNumberId } = settingsOf(connection);
  return parseInput(event, parseJson(body))
    .entry.flatMap(({ changes }) => changes)
    .flatMap((one) => change.safeParse(one).data?.value ?? [])
    .filter(({ metadata }) => metadata.phone_number_id === phoneNumberId);
};
