import { z } from 'zod';
import { type PartOutcome } from '../parts/send-parts.js';

export const graphErrorFields = z.object({
  code: z.number(),
  title: z.string().optional(),
  message: z.string().optional(),
  error_data: z.object({ details: z.string().optional() }).optional().catch(undefined),
});
export type GraphError = z.output<typeof graphErrorFields>;

const answer = z.object({ error: graphErrorFields });

/** More than 24 hours since the customer wrote. */
const windowClosed = 131_047;

/** Codes of limits, and after how many milliseconds another attempt has a chance. */
const limited = new Map([
  // The app's, the business account's and the number's calls.
  [4, 60_000],
  [80_007, 60_000],
  [130_429, 1000],
  // Too many messages to one customer: about one in six seconds.
  [131_056, 6000],
  // Too many of the number's messages were reported as spam.
  [131_048, 600_000],
]);

/** Codes that say that nothing was done, for now: the service is down, overloaded or maintained. */
const away = new Set([2, 131_016, 131_057, 133_004]);

/** An error inside Meta: nobody says how far the message got. */
const unclear = new Set([1, 131_000]);

export const isWindowClosed = (error: GraphError | undefined): boolean =>
  error?.code === windowClosed;

/** For the operator: the code, which Meta's documentation explains, and what Meta says. */
export const describeGraphError = ({
  code,
  title,
  message,
  error_data: data,
}: GraphError): string =>
  [`WhatsApp error ${code}`, message ?? title, data?.details].filter(Boolean).join(': ');

/** Undefined: the answer is none of the Graph API. */
export const parseGraphError = (body: string): GraphError | undefined => {
  try {
    return answer.safeParse(JSON.parse(body)).data?.error;
  } catch {
    return undefined;
  }
};

/**
 * What an answer other than 2xx tells of the message.
 * @param askedForMs what `Retry-After` says
 */
export const outcomeOfGraphError = (
  status: number,
  error: GraphError | undefined,
  askedForMs: number | undefined,
): Exclude<PartOutcome, { outcome: 'accepted' }> => {
  const code = error?.code ?? 0;
  const text = error === undefined ? `HTTP ${status}` : describeGraphError(error);
  const pauseMs = limited.get(code);
  if (pauseMs !== undefined || status === 429) {
    const retryAfterMs = Math.max(pauseMs ?? 1000, askedForMs ?? 0);
    return { outcome: 'not_sent', error: text, retryAfterMs };
  }
  if (away.has(code) || (status === 503 && !unclear.has(code))) {
    const wait = askedForMs === undefined ? {} : { retryAfterMs: askedForMs };
    return { outcome: 'not_sent', error: text, ...wait };
  }
  const mayHave = unclear.has(code) || status >= 500 || status === 408;
  return { outcome: mayHave ? 'ambiguous' : 'refused', error: text };
};
