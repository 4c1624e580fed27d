import { type ChannelEntity, type ChannelKind, type NewMessagePolicy } from '#persistence';

/** A channel as the API shows it: never its secret. */
export interface Channel {
  id: string;
  kind: ChannelKind;
  name: string;
  active: boolean;
  deliveryUrl: string | null;
  /** Milliseconds; null: the agent's. */
  turnWindowMs: number | null;
  /** Null: the agent's. */
  newMessagePolicy: NewMessagePolicy | null;
  createdAt: string;
  updatedAt: string;
}

export const toChannel = (row: ChannelEntity): Channel => ({
  id: row.id,
  kind: row.kind,
  name: row.name,
  active: row.active,
  deliveryUrl: row.deliveryUrl,
  turnWindowMs: row.turnWindowMs,
  newMessagePolicy: row.newMessagePolicy,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});
