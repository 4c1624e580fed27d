import { Problem } from '#contracts';
import {
  type DeliveryReport,
  type DeliveryStatus,
  type InboundBatch,
  type InboundMessage,
  type ProviderRequest,
} from '../channel-adapter.js';
import { storableText } from '../inbound-fields.js';
import { parsePartReference } from '../parts/part-reference.js';
import { type Form, parseForm, valueOf } from './form.js';

const statuses = new Map<string, DeliveryStatus>([
  ['accepted', 'queued'],
  ['scheduled', 'queued'],
  ['queued', 'queued'],
  ['sending', 'queued'],
  ['sent', 'sent'],
  ['delivered', 'delivered'],
  ['read', 'read'],
  ['undelivered', 'failed'],
  ['failed', 'failed'],
  ['canceled', 'failed'],
]);

/** The customer has not written for 24 hours. */
export const windowClosedCode = '63016';

/** More than Twilio takes of any provider. */
const maxMedia = 20;

const formOf = ({ body }: ProviderRequest): Form => {
  const form = parseForm(body);
  if (form === undefined) throw new Problem('malformed', 'the body is not a form');
  return form;
};

const isIdentifier = (value: string | undefined): value is string =>
  value !== undefined && value.length <= 255 && !value.includes('\u0000');

const attachmentsOf = (form: Form): InboundMessage['attachments'] => {
  const count = Math.min(Number(valueOf(form, 'NumMedia')) || 0, maxMedia);
  return Array.from({ length: count }, (_, index) => index).flatMap((index) => {
    const url = valueOf(form, `MediaUrl${index}`);
    const contentType = valueOf(form, `MediaContentType${index}`);
    if (!isIdentifier(contentType ?? '') || !isMediaUrl(url)) return [];
    return [{ url, ...(contentType === undefined ? {} : { contentType }) }];
  });
};

const isMediaUrl = (url: string | undefined): url is string =>
  url !== undefined && url.length <= 2048 && /^https?:\/\/[!-~]+$/.test(url) && URL.canParse(url);

const locationOf = (form: Form): string | undefined => {
  const latitude = valueOf(form, 'Latitude');
  const longitude = valueOf(form, 'Longitude');
  if (latitude === undefined || longitude === undefined) return undefined;
  const place = [valueOf(form, 'Label'), valueOf(form, 'Address'), `${latitude}, ${longitude}`];
  return `[location] ${place.filter(Boolean).join(', ')}`;
};

const textOf = (form: Form): string =>
  storableText(valueOf(form, 'Body') ?? valueOf(form, 'ButtonText') ?? locationOf(form) ?? '');

const messageOf = (form: Form): InboundMessage | undefined => {
  const providerMessageId = valueOf(form, 'MessageSid') ?? valueOf(form, 'SmsSid');
  const from = valueOf(form, 'From') ?? valueOf(form, 'ExternalUserId');
  if (!isIdentifier(providerMessageId) || !isIdentifier(from)) return undefined;
  const name = valueOf(form, 'ProfileName');
  const attachments = attachmentsOf(form);
  const text = textOf(form);
  return {
    providerMessageId,
    from: { id: from, ...(name === undefined ? {} : { name: storableText(name).slice(0, 255) }) },
    text: text.trim() === '' && attachments.length === 0 ? '[unsupported message]' : text,
    attachments,
  };
};

const reportedStatus = (form: Form): DeliveryStatus | undefined =>
  statuses.get(valueOf(form, 'MessageStatus') ?? '');

const isReport = (form: Form): boolean => valueOf(form, 'MessageStatus') !== undefined;

/** One message, or none where the request tells the status of one of ours. @throws Problem `malformed` */
export const parseMessages = (request: ProviderRequest): InboundBatch => {
  const form = formOf(request);
  if (isReport(form)) return { messages: [], unreadable: 0 };
  const message = messageOf(form);
  return message === undefined
    ? { messages: [], unreadable: 1 }
    : { messages: [message], unreadable: 0 };
};

/** Which reply it is about, our own URL says: `?delivery=` was set when it was sent. @throws Problem `malformed` */
export const parseReports = (request: ProviderRequest): DeliveryReport[] => {
  const form = formOf(request);
  const providerMessageId = valueOf(form, 'MessageSid') ?? valueOf(form, 'SmsSid');
  const status = reportedStatus(form);
  if (status === undefined || !isIdentifier(providerMessageId)) return [];
  const part = parsePartReference(new URLSearchParams(request.search).get('delivery') ?? '');
  const code = valueOf(form, 'ErrorCode');
  const says = [code && `Twilio error ${code}`, valueOf(form, 'ErrorMessage')].filter(Boolean);
  return [
    {
      providerMessageId,
      status,
      ...(part === undefined ? {} : { part }),
      ...(status === 'failed' && says.length > 0 ? { error: storableText(says.join(': ')) } : {}),
      ...(status === 'failed' && code === windowClosedCode ? { windowClosed: true } : {}),
    },
  ];
};
