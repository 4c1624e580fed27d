import {
  type ChannelEntity,
  type ChannelKind,
  type DeliveryGuarantee,
  type NewMessagePolicy,
} from '#persistence';

/** A channel as the API shows it: never its secret. */
export interface Channel {
  id: string;
  kind: ChannelKind;
  name: string;
  active: boolean;
  deliveryUrl: string | null;
  /** What its kind needs to know that is no secret. */
  settings: object;
  /** Milliseconds; null: the agent's. */
  turnWindowMs: number | null;
  /** Null: the agent's. */
  newMessagePolicy: NewMessagePolicy | null;
  deliveryGuarantee: DeliveryGuarantee;
  /** Milliseconds; null: the same said twice is two messages. */
  fingerprintWindowMs: number | null;
  createdAt: string;
  updatedAt: string;
}

export const toChannel = (row: ChannelEntity): Channel => ({
  id: row.id,
  kind: row.kind,
  name: row.name,
  active: row.active,
  deliveryUrl: row.deliveryUrl,
  settings: row.settings,
  turnWindowMs: row.turnWindowMs,
  newMessagePolicy: row.newMessagePolicy,
  deliveryGuarantee: row.deliveryGuarantee,
  fingerprintWindowMs: row.fingerprintWindowMs,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});
