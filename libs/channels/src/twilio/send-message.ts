import { type MessageListInstanceCreateOptions } from 'twilio/lib/rest/api/v2010/account/message.js';
import { z } from 'zod';
import {
  type ChannelConnection,
  type OutboundReply,
  type SendOptions,
  type SendOutcome,
} from '../channel-adapter.js';
import { type OutboundGuard } from '../outbound/outbound-guard.js';
import { type PostResult } from '../outbound/post.js';
import { retryAfterMs } from '../outbound/retry-after.js';
import { formatPartReference, type PartReference } from '../parts/part-reference.js';
import { type PartOutcome, sendInParts } from '../parts/send-parts.js';
import { authTokenOf, publicUrlOf, settingsOf, type TwilioSettings } from './connection.js';
import { windowClosedCode } from './parse-request.js';

/** On first use: the library takes longer to load than all the rest of a service. */
const loadedApi = (): Promise<typeof import('./create-message.js')> =>
  import('./create-message.js');

/** Twilio refuses longer bodies (21617). */
export const maxTextCharacters = 1600;

/** Codes of limits, and after how many milliseconds another attempt has a chance. */
const limited = new Map([
  [20_429, 1000],
  [14_107, 1000],
  [63_018, 1000],
  // The number's queue is full: it is emptied at its own pace.
  [21_611, 60_000],
]);

const apiError = z.object({ code: z.number().optional(), message: z.string().optional() });

const errorOf = (body: string): z.output<typeof apiError> => {
  try {
    return apiError.safeParse(JSON.parse(body)).data ?? {};
  } catch {
    return {};
  }
};

type Attempted = { outcome: PartOutcome; windowClosed: boolean };

const failure = ({
  status,
  headers,
  body,
}: Extract<PostResult, { kind: 'answered' }>): Attempted => {
  const { code = 0, message } = errorOf(body);
  const error = code === 0 ? `HTTP ${status}` : `Twilio error ${code}: ${message ?? ''}`;
  const pauseMs = limited.get(code) ?? (status === 429 ? 1000 : undefined);
  const askedForMs = retryAfterMs(headers['retry-after']);
  const windowClosed = String(code) === windowClosedCode;
  if (pauseMs !== undefined || status === 503) {
    const wait = Math.max(pauseMs ?? 0, askedForMs ?? 0);
    const outcome = { outcome: 'not_sent', error, ...(wait > 0 ? { retryAfterMs: wait } : {}) };
    return { outcome: outcome as PartOutcome, windowClosed };
  }
  const mayHave = status >= 500 || status === 408;
  return { outcome: { outcome: mayHave ? 'ambiguous' : 'refused', error }, windowClosed };
};

const attempted = (result: PostResult | undefined, sid: string | undefined): Attempted => {
  const open = (outcome: PartOutcome): Attempted => ({ outcome, windowClosed: false });
  switch (result?.kind) {
    case 'answered':
      return result.status >= 200 && result.status < 300
        ? open({ outcome: 'accepted', ...(sid === undefined ? {} : { providerMessageId: sid }) })
        : failure(result);
    case 'unanswered':
      return open({ outcome: result.written ? 'ambiguous' : 'not_sent', error: result.error });
    case 'forbidden':
      return open({ outcome: 'refused', error: 'private address' });
    case 'withheld':
      return open({ outcome: 'withheld' });
    case undefined:
      return open({ outcome: 'refused', error: 'Twilio’s library refused the message' });
  }
};

const sender = (
  from: string,
): Pick<MessageListInstanceCreateOptions, 'from' | 'messagingServiceSid'> =>
  from.startsWith('MG') ? { messagingServiceSid: from } : { from };

const templateOf = (
  template: NonNullable<TwilioSettings['template']>,
  text: string,
): Partial<MessageListInstanceCreateOptions> => ({
  contentSid: template.contentSid,
  ...(template.takesText
    ? { contentVariables: JSON.stringify({ 1: text.replaceAll(/\s+/g, ' ').slice(0, 1024) }) }
    : {}),
});

/**
 * Sends a reply by Twilio's REST library over our guarded connection. Twilio has no idempotency key:
 * an answer that is lost leaves the send ambiguous until its status callback comes, whose URL carries
 * the outbox id.
 */
export const sendMessage = async (
  guard: OutboundGuard,
  reply: OutboundReply,
  connection: ChannelConnection,
  { signal, mayWrite, progress }: SendOptions,
): Promise<SendOutcome> => {
  const { accountSid, from, apiBaseUrl, template } = settingsOf(connection);
  const attempt = async (
    content: Partial<MessageListInstanceCreateOptions>,
    reference: PartReference,
  ): Promise<Attempted> => {
    const { createMessage } = await loadedApi();
    const statusCallback = `${publicUrlOf(connection)}?delivery=${formatPartReference(reference)}`;
    const { result, sid } = await createMessage(
      { guard, apiBaseUrl, accountSid, authToken: authTokenOf(connection), signal, mayWrite },
      { to: reply.to, ...sender(from), ...content, statusCallback },
    );
    return attempted(result, sid);
  };
  const sendTemplate = async (reference: PartReference): Promise<PartOutcome> => {
    if (template !== undefined) {
      return (await attempt(templateOf(template, reply.text), reference)).outcome;
    }
    const error = `Twilio error ${windowClosedCode}: more than 24 hours since the customer wrote, and the channel has no template`;
    return { outcome: 'refused', error };
  };
  if (progress.useTemplate) {
    return sendInParts(reply, Infinity, progress, (_, reference) => sendTemplate(reference));
  }
  return sendInParts(reply, maxTextCharacters, progress, async (body, reference) => {
    const { outcome, windowClosed } = await attempt({ body }, reference);
    return windowClosed ? sendTemplate({ ...reference, part: 1, parts: 1 }) : outcome;
  });
};
