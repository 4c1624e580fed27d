import { type OutboundReply, type SendOptions, type SendOutcome } from '../channel-adapter.js';
import { type AcceptedPart, type PartReference } from './part-reference.js';
import { segments } from './segments.js';

/** What became of one part; `accepted` means that the provider has it. */
export type PartOutcome =
  | { outcome: 'accepted'; providerMessageId?: string }
  | Exclude<SendOutcome, { outcome: 'delivered' }>;

type FailedPart = Exclude<PartOutcome, { outcome: 'accepted' }>;

const stopped = (outcome: FailedPart, accepted: AcceptedPart[]): SendOutcome =>
  // What has been sent is to be recorded, so this attempt has come to an end after all.
  outcome.outcome === 'withheld' && accepted.length > 0
    ? { outcome: 'not_sent', error: 'the claim was about to run out', accepted }
    : { ...outcome, accepted };

/**
 * Sends a reply in as many parts as its provider needs, one after the other: a part that fails holds
 * the later ones back. Parts that an earlier attempt got through are not sent again.
 * @param maxCharacters of one part
 */
export const sendInParts = async (
  reply: OutboundReply,
  maxCharacters: number,
  { acceptedParts }: SendOptions['progress'],
  send: (text: string, reference: PartReference) => Promise<PartOutcome>,
): Promise<SendOutcome> => {
  const texts = segments(reply.text, maxCharacters);
  if (texts.length === 0) return { outcome: 'refused', error: 'the reply is blank' };
  const parts = texts.length;
  const accepted: AcceptedPart[] = [];
  for (const [index, text] of texts.entries()) {
    const part = index + 1;
    if (acceptedParts.includes(part)) continue;
    const outcome = await send(text, { deliveryId: reply.deliveryId, part, parts });
    if (outcome.outcome !== 'accepted') return stopped(outcome, accepted);
    const { providerMessageId } = outcome;
    accepted.push({
      part,
      parts,
      ...(providerMessageId === undefined ? {} : { providerMessageId }),
    });
  }
  return { outcome: 'delivered', accepted };
};
