import { z } from 'zod';
import {
  type ChannelConnection,
  type OutboundReply,
  type SendOptions,
  type SendOutcome,
} from '../channel-adapter.js';
import { type OutboundGuard } from '../outbound/outbound-guard.js';
import { post, type PostResult } from '../outbound/post.js';
import { retryAfterMs } from '../outbound/retry-after.js';
import { formatPartReference, type PartReference } from '../parts/part-reference.js';
import { type PartOutcome, sendInParts } from '../parts/send-parts.js';
import { settingsOf, whatsAppCredentialsOf, type WhatsAppSettings } from './connection.js';
import { isWindowClosed, outcomeOfGraphError, parseGraphError } from './graph-errors.js';

export const maxTextCharacters = 4096;
/** Of a template's variable. */
const maxVariableCharacters = 1024;

const sent = z.object({ messages: z.array(z.object({ id: z.string().min(1).max(255) })).min(1) });

const acceptedAs = (body: string): PartOutcome => {
  try {
    const id = sent.safeParse(JSON.parse(body)).data?.messages[0]?.id;
    return { outcome: 'accepted', ...(id === undefined ? {} : { providerMessageId: id }) };
  } catch {
    return { outcome: 'accepted' };
  }
};

type Attempted = { outcome: PartOutcome; windowClosed: boolean };

const attempted = (result: PostResult): Attempted => {
  const open = (outcome: PartOutcome): Attempted => ({ outcome, windowClosed: false });
  switch (result.kind) {
    case 'answered': {
      const { status, body, headers } = result;
      if (status >= 200 && status < 300) return open(acceptedAs(body));
      const error = parseGraphError(body);
      const outcome = outcomeOfGraphError(status, error, retryAfterMs(headers['retry-after']));
      return { outcome, windowClosed: isWindowClosed(error) };
    }
    case 'unanswered':
      return open({ outcome: result.written ? 'ambiguous' : 'not_sent', error: result.error });
    case 'forbidden':
      return open({ outcome: 'refused', error: 'private address' });
    case 'withheld':
      return open({ outcome: 'withheld' });
  }
};

/** Numbers are addressed by `to`, user ids (`US.1349…`) by `recipient`. */
const addressed = (to: string): Record<string, string> =>
  /^\+?\d+$/.test(to) ? { to } : { recipient: to };

/** A variable takes neither line breaks nor more than four spaces in a row. */
const asVariable = (text: string): string =>
  text.replaceAll(/\s+/g, ' ').slice(0, maxVariableCharacters).toWellFormed();

const templateMessage = (
  template: NonNullable<WhatsAppSettings['template']>,
  text: string,
): object => ({
  type: 'template',
  template: {
    name: template.name,
    language: { code: template.language },
    ...(template.takesText
      ? { components: [{ type: 'body', parameters: [{ type: 'text', text: asVariable(text) }] }] }
      : {}),
  },
});

const noTemplate = {
  outcome: 'refused',
  error:
    'WhatsApp error 131047: more than 24 hours since the customer wrote, and the channel has no template',
} as const;

/**
 * Sends a reply by the Graph API, each part under the outbox id as `biz_opaque_callback_data`. Free
 * text that comes after the 24-hour window is sent as the channel's template, once and whole.
 */
export const sendMessage = async (
  guard: OutboundGuard,
  reply: OutboundReply,
  connection: ChannelConnection,
  { signal, mayWrite, progress }: SendOptions,
): Promise<SendOutcome> => {
  const { apiBaseUrl, apiVersion, phoneNumberId, template } = settingsOf(connection);
  const { accessToken } = whatsAppCredentialsOf(connection);
  const url = new URL(`${apiBaseUrl}/${apiVersion}/${phoneNumberId}/messages`);
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${accessToken}` };
  const attempt = async (message: object, reference: PartReference): Promise<Attempted> => {
    const body = JSON.stringify({
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      ...addressed(reply.to),
      ...message,
      biz_opaque_callback_data: formatPartReference(reference),
    });
    return attempted(await post(url, { guard, headers, body, signal, mayWrite }));
  };
  const sendTemplate = async (reference: PartReference): Promise<PartOutcome> =>
    template === undefined
      ? noTemplate
      : (await attempt(templateMessage(template, reply.text), reference)).outcome;
  if (progress.useTemplate)
    return sendInParts(reply, Infinity, progress, (_, part) => sendTemplate(part));
  return sendInParts(reply, maxTextCharacters, progress, async (text, reference) => {
    const { outcome, windowClosed } = await attempt(
      { type: 'text', text: { body: text } },
      reference,
    );
    return windowClosed ? sendTemplate({ ...reference, part: 1, parts: 1 }) : outcome;
  });
};
