import { randomBytes } from 'node:crypto';
import {
  AgentConfigurationEntity,
  ChannelEntity,
  CustomerEntity,
  CustomerIdentityEntity,
  SecretBox,
  TenantEntity,
  TenantSettingsEntity,
} from '#persistence';
import { v7 as uuidv7 } from 'uuid';
import { type DataSource } from 'typeorm';

export interface TestChannel {
  tenantId: string;
  channelId: string;
  secret: string;
}

/** A tenant with one `webhook` channel. */
export const createTenantWithChannel = async (
  source: DataSource,
  {
    encryptionKeys,
    deliveryUrl = 'http://127.0.0.1:9/',
    agent = {},
    channel = {},
  }: {
    encryptionKeys: readonly string[];
    deliveryUrl?: string;
    agent?: Partial<AgentConfigurationEntity>;
    channel?: Partial<ChannelEntity>;
  },
): Promise<TestChannel> => {
  const tenantId = uuidv7();
  const channelId = uuidv7();
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  const { manager } = source;
  await manager.insert(TenantEntity, { id: tenantId, name: 'Test shop' });
  await manager.insert(TenantSettingsEntity, { tenantId });
  await manager.insert(AgentConfigurationEntity, { tenantId, ...agent });
  await manager.insert(ChannelEntity, {
    tenantId,
    id: channelId,
    kind: 'webhook',
    name: 'test',
    deliveryUrl,
    secretSealed: new SecretBox(encryptionKeys).seal(secret),
    ...channel,
  });
  return { tenantId, channelId, secret };
};

/** A customer who is known on the channel. @returns the customer's id */
export const createCustomer = async (
  source: DataSource,
  { tenantId, channelId }: Pick<TestChannel, 'tenantId' | 'channelId'>,
  externalId = 'customer-1',
): Promise<string> => {
  const id = uuidv7();
  await source.manager.insert(CustomerEntity, { tenantId, id });
  await source.manager.insert(CustomerIdentityEntity, {
    tenantId,
    channelId,
    externalId,
    customerId: id,
    lastSeenAt: new Date(),
  });
  return id;
};
