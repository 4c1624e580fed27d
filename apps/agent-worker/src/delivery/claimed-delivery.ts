import { type Source } from '#contracts';
import { type DeliveryGuarantee } from '#persistence';

/** A reply this worker has claimed, with all that sending it needs. */
export interface ClaimedDelivery {
  tenantId: string;
  deliveryId: string;
  replyId: string;
  conversationId: string;
  customerId: string;
  to: string;
  text: string;
  sequence: number;
  /** This one included. */
  attempts: number;
  guarantee: DeliveryGuarantee;
  payload: { inReplyTo: string[]; sources: Source[]; confidence: number; handoff: boolean };
  channelKind: string;
  deliveryUrl: string | null;
  secretSealed: Buffer | null;
  /**
   * When the claim was asked for, on this process's monotonic clock (`performance.now()`): before
   * the database gave it, so it ends no sooner than `SEND_CLAIM_MS` after this.
   */
  claimAskedAt: number;
}
