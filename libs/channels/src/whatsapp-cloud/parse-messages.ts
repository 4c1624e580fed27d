import { z } from 'zod';
import {
  type ChannelConnection,
  type InboundBatch,
  type InboundMessage,
  type ProviderRequest,
} from '../channel-adapter.js';
import { identifier, storableText } from '../inbound-fields.js';
import { settingsOf } from './connection.js';
import { type ChangeValue, changesOf } from './event.js';
import { contentOf, type MediaUrl } from './message-content.js';

const seconds = z
  .string()
  .regex(/^\d{1,11}$/)
  .transform((unix) => new Date(Number(unix) * 1000));

const message = z
  .looseObject({
    id: identifier,
    type: z.string(),
    from: identifier.optional().catch(undefined),
    from_user_id: identifier.optional().catch(undefined),
    timestamp: seconds.optional().catch(undefined),
  })
  .refine(({ from, from_user_id: userId }) => (from ?? userId) !== undefined);

const contact = z.object({
  profile: z.object({ name: z.string().min(1) }),
  wa_id: z.string().optional(),
  user_id: z.string().optional(),
});

/** Names by every id their owner goes by. */
const namesOf = ({ contacts }: ChangeValue): Map<string, string> => {
  const names = new Map<string, string>();
  for (const one of contacts) {
    const { data } = contact.safeParse(one);
    for (const id of [data?.wa_id, data?.user_id]) {
      if (data !== undefined && id !== undefined) names.set(id, data.profile.name);
    }
  }
  return names;
};

const read = (
  one: unknown,
  names: Map<string, string>,
  mediaUrl: MediaUrl,
): InboundMessage | undefined => {
  const { data } = message.safeParse(one);
  if (data === undefined) return undefined;
  const { id, from, from_user_id: userId, timestamp } = data;
  // The number where there is one: it is what everybody had before there were user ids.
  const sender = from ?? userId ?? '';
  const name = names.get(sender) ?? names.get(userId ?? '');
  return {
    providerMessageId: id,
    from: { id: sender, ...(name === undefined ? {} : { name: storableText(name).slice(0, 255) }) },
    ...contentOf(data, mediaUrl),
    ...(timestamp === undefined ? {} : { sentAt: timestamp }),
  };
};

/** Every message of every change of every entry, in order. @throws Problem `malformed` */
export const parseMessages = (
  request: ProviderRequest,
  connection: ChannelConnection,
): InboundBatch => {
  const { apiBaseUrl, apiVersion } = settingsOf(connection);
  const mediaUrl: MediaUrl = (id) => `${apiBaseUrl}/${apiVersion}/${id}`;
  const all = changesOf(request, connection).flatMap((change) => {
    const names = namesOf(change);
    return change.messages.map((one) => read(one, names, mediaUrl));
  });
  const messages = all.filter((one) => one !== undefined);
  return { messages, unreadable: all.length - messages.length };
};
