import { z } from 'zod';
import {
  type ChannelConnection,
  type DeliveryReport,
  type DeliveryStatus,
  type ProviderRequest,
} from '../channel-adapter.js';
import { identifier, storableText } from '../inbound-fields.js';
import { parsePartReference } from '../parts/part-reference.js';
import { changesOf } from './event.js';
import { describeGraphError, graphErrorFields, isWindowClosed } from './graph-errors.js';

/** `played` is said of voice messages, and is more than read. */
const statuses = new Map<string, DeliveryStatus>([
  ['sent', 'sent'],
  ['delivered', 'delivered'],
  ['read', 'read'],
  ['played', 'read'],
  ['failed', 'failed'],
]);

const status = z.object({
  id: identifier,
  status: z.string(),
  timestamp: z
    .string()
    .regex(/^\d{1,11}$/)
    .transform((unix) => new Date(Number(unix) * 1000))
    .optional()
    .catch(undefined),
  biz_opaque_callback_data: z.string().optional().catch(undefined),
  errors: z.array(graphErrorFields).default([]).catch([]),
});

const reportOf = (one: unknown): DeliveryReport | undefined => {
  const { data } = status.safeParse(one);
  const known = statuses.get(data?.status ?? '');
  if (data === undefined || known === undefined) return undefined;
  const part = parsePartReference(data.biz_opaque_callback_data ?? '');
  const [error] = data.errors;
  return {
    providerMessageId: data.id,
    status: known,
    ...(part === undefined ? {} : { part }),
    ...(data.timestamp === undefined ? {} : { at: data.timestamp }),
    ...(error === undefined ? {} : { error: storableText(describeGraphError(error)) }),
    ...(isWindowClosed(error) ? { windowClosed: true } : {}),
  };
};

/** Statuses that say something of a delivery; others are passed over. @throws Problem `malformed` */
export const parseReports = (
  request: ProviderRequest,
  connection: ChannelConnection,
): DeliveryReport[] =>
  changesOf(request, connection)
    .flatMap((change) => change.statuses)
    .flatMap((one) => reportOf(one) ?? []);
