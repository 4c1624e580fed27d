import { type DataSource } from 'typeorm';
import { createTenantWithChannel } from '../../../test/support/tenants.js';
import { insertKey } from './running-gateway.js';

/** A tenant with a channel and a key of each role. */
export interface Shop {
  tenantId: string;
  channelId: string;
  owner: string;
  operator: string;
  viewer: string;
}

export const createShop = async (
  source: DataSource,
  encryptionKeys: readonly string[],
): Promise<Shop> => {
  const { tenantId, channelId } = await createTenantWithChannel(source, { encryptionKeys });
  const [owner, operator, viewer] = await Promise.all([
    insertKey(source, 'owner', tenantId),
    insertKey(source, 'operator', tenantId),
    insertKey(source, 'viewer', tenantId),
  ]);
  return { tenantId, channelId, owner, operator, viewer };
};

/** Two tenants, of whom neither may see anything of the other, and the platform. */
export interface TwoShops {
  ours: Shop;
  theirs: Shop;
  platform: string;
}

export const createTwoShops = async (
  source: DataSource,
  encryptionKeys: readonly string[],
): Promise<TwoShops> => ({
  ours: await createShop(source, encryptionKeys),
  theirs: await createShop(source, encryptionKeys),
  platform: await insertKey(source, 'platform', null),
});
