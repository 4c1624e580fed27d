import { randomBytes } from 'node:crypto';
import { ChannelEntity, SecretBox, TenantEntity } from '#persistence';
import { type DataSource, type EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { createKey, createTenant } from '../setup.js';
import { refreshDemoShop } from './refresh-demo-shop.js';
import { type DemoAccess, readDemoAccess, writeDemoAccess } from './demo-access.js';
import { demoShop } from './shop.js';

export interface SeedOptions {
  deliveryUrl: string;
  keysFile: string;
}

/** The keys of an earlier run are good as long as their tenant and channels are still there. */
const stillThere = async (manager: EntityManager, access: DemoAccess): Promise<boolean> =>
  (await manager.existsBy(TenantEntity, { id: access.tenantId })) &&
  (await manager.countBy(ChannelEntity, { tenantId: access.tenantId })) >= 2;

const createDemo = async (
  manager: EntityManager,
  secrets: SecretBox,
  deliveryUrl: string,
): Promise<DemoAccess> => {
  const tenantId = await createTenant(manager, demoShop);
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  const channels = { webhook: { id: uuidv7(), secret }, web_chat: { id: uuidv7() } };
  await manager.insert(ChannelEntity, [
    {
      tenantId,
      id: channels.webhook.id,
      kind: 'webhook',
      name: 'Shop system',
      deliveryUrl,
      secretSealed: secrets.seal(secret),
    },
    { tenantId, id: channels.web_chat.id, kind: 'web_chat', name: 'Web site' },
  ]);
  return {
    tenantId,
    ownerKey: await createKey(manager, tenantId, 'owner', 'demo owner'),
    operatorKey: await createKey(manager, tenantId, 'operator', 'demo operator'),
    platformKey: await createKey(manager, null, 'platform', 'demo platform'),
    channels,
  };
};

/**
 * The demo shop with its catalog, channels and keys; running it again refreshes the catalog and
 * keeps the rest. Keys are stored hashed, so their text is kept in `keysFile` (mode 600) for the
 * next run; without that file a new demo shop is made.
 */
export const seedDemo = async (
  database: DataSource,
  encryptionKeys: readonly string[],
  { deliveryUrl, keysFile }: SeedOptions,
): Promise<DemoAccess> => {
  const known = await readDemoAccess(keysFile);
  const access = await database.transaction(async (manager) => {
    const current =
      known !== undefined && (await stillThere(manager, known))
        ? known
        : await createDemo(manager, new SecretBox(encryptionKeys), deliveryUrl);
    const { tenantId, channels } = current;
    await manager.update(ChannelEntity, { tenantId, id: channels.webhook.id }, { deliveryUrl });
    await refreshDemoShop(manager, tenantId);
    return current;
  });
  await writeDemoAccess(keysFile, access);
  return access;
};
