import { z } from 'zod';
import { type InboundMessage } from '../channel-adapter.js';
import { storableText } from '../inbound-fields.js';

/** What a customer said, whatever they said it with. */
export type Content = Pick<InboundMessage, 'text' | 'attachments'>;

/** Where media is fetched with the channel's access token. */
export type MediaUrl = (mediaId: string) => string;

const says = (text: string): Content => ({ text: storableText(text), attachments: [] });

/** Each reads the object a message has under the name of its type. */
type Reader = (object: unknown, mediaUrl: MediaUrl) => Content | undefined;

const reading =
  <Schema extends z.ZodType>(
    schema: Schema,
    read: (object: z.output<Schema>, mediaUrl: MediaUrl) => Content,
  ): Reader =>
  (object, mediaUrl) => {
    const { data, success } = schema.safeParse(object);
    return success ? read(data, mediaUrl) : undefined;
  };

const optionalText = z.string().optional();

const media = reading(
  z.object({
    id: z.string().regex(/^[\w.-]{1,255}$/),
    mime_type: optionalText,
    caption: optionalText,
    filename: optionalText,
  }),
  ({ id, mime_type: type, caption, filename }, mediaUrl) => ({
    text: storableText(caption ?? filename ?? ''),
    attachments: [
      { url: mediaUrl(id), ...(type === undefined ? {} : { contentType: type.slice(0, 255) }) },
    ],
  }),
);

const location = reading(
  z.object({
    latitude: z.coerce.number(),
    longitude: z.coerce.number(),
    name: optionalText,
    address: optionalText,
  }),
  ({ latitude, longitude, name, address }) =>
    says(`[location] ${[name, address, `${latitude}, ${longitude}`].filter(Boolean).join(', ')}`),
);

const contacts = reading(
  z.array(
    z.object({
      name: z.object({ formatted_name: optionalText }).optional(),
      phones: z.array(z.object({ phone: optionalText })).default([]),
    }),
  ),
  (people) =>
    says(
      people
        .map(({ name, phones }) =>
          ['[contact]', name?.formatted_name, ...phones.map(({ phone }) => phone)]
            .filter(Boolean)
            .join(' '),
        )
        .join('\n'),
    ),
);

const choice = z.object({ title: z.string(), description: optionalText });

const readers = new Map<string, Reader>([
  ['text', reading(z.object({ body: z.string() }), ({ body }) => says(body))],
  ['image', media],
  ['audio', media],
  ['video', media],
  ['document', media],
  ['sticker', media],
  ['location', location],
  ['contacts', contacts],
  ['button', reading(z.object({ text: z.string() }), ({ text }) => says(text))],
  [
    'interactive',
    reading(
      z.union([
        z.object({ button_reply: choice }).transform(({ button_reply: reply }) => reply),
        z.object({ list_reply: choice }).transform(({ list_reply: reply }) => reply),
      ]),
      ({ title }) => says(title),
    ),
  ],
  [
    'reaction',
    reading(z.object({ emoji: optionalText }), ({ emoji }) =>
      says(emoji ? `[reaction] ${emoji}` : '[reaction removed]'),
    ),
  ],
  ['system', reading(z.object({ body: z.string() }), ({ body }) => says(`[system] ${body}`))],
]);

/** A type that is not known, or not as it was: somebody wrote something, and waits for an answer. */
const unsupported: Content = says('[unsupported message]');

/** @param message with the object its type names */
export const contentOf = (
  message: Readonly<Record<string, unknown>> & { type: string },
  mediaUrl: MediaUrl,
): Content => {
  const { type } = message;
  const read = readers.get(type)?.(message[type], mediaUrl);
  return read === undefined || (read.text.trim() === '' && read.attachments.length === 0)
    ? unsupported
    : read;
};
