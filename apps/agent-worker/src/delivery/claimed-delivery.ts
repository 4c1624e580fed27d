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
  channelId: string;
  channelSettings: Record<string, unknown>;
  deliveryUrl: string | null;
  secretSealed: Buffer | null;
  /** Parts the provider has by what earlier attempts and callbacks say. */
  acceptedParts: number[];
  /** Free text came too late before. */
  useTemplate: boolean;
  /**
   * When the claim was asked for, on this process's monotonic clock (`performance.now()`): before
   * the database gave it, so it ends no sooner than `SEND_CLAIM_MS` after this.
   */
  claimAskedAt: number;
}
