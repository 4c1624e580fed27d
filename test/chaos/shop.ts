import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCli } from './cli.ts';
import { databaseUrl, query } from './database.ts';

/** A channel of the demo shop. */
export interface ShopChannel {
  id: string;
  secret: string;
}

/** The demo shop, migrated and seeded once: each run gets a copy of it. */
export interface Shop {
  tenantId: string;
  operatorKey: string;
  channel: ShopChannel;
}

const template = 'shop';

const cli = async (args: string[], url: string): Promise<void> => {
  const { code, output } = await runCli(args, url);
  if (code !== 0) throw new Error(`cli ${args.join(' ')}:\n${output}`);
};

export const prepareShop = async (serverUrl: string, directory: string): Promise<Shop> => {
  await query(serverUrl, `CREATE DATABASE ${template}`);
  const url = databaseUrl(serverUrl, template);
  const keysFile = join(directory, 'demo.json');
  await cli(['migrate', 'up'], url);
  await cli(['seed', '--keys-file', keysFile], url);
  const demo = JSON.parse(await readFile(keysFile, 'utf8')) as {
    tenantId: string;
    operatorKey: string;
    channels: { webhook: ShopChannel };
  };
  return { tenantId: demo.tenantId, operatorKey: demo.operatorKey, channel: demo.channels.webhook };
};

export interface CopyOptions {
  name: string;
  deliveryUrl: string;
  guarantee: 'exactly_once' | 'at_most_once' | 'at_least_once';
  /** Adds a second channel, which merges what arrives while the agent thinks. */
  superseding: boolean;
}

/**
 * A database of its own for a run. Its channel answers next what arrives while the agent thinks
 * (`queue`).
 *
 * @returns its URL and its channels
 */
export const copyShop = async (
  serverUrl: string,
  shop: Shop,
  { name, deliveryUrl, guarantee, superseding }: CopyOptions,
): Promise<{ url: string; channels: ShopChannel[] }> => {
  await query(serverUrl, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  const url = databaseUrl(serverUrl, name);
  const { id, secret } = shop.channel;
  await query(
    url,
    `UPDATE channel SET delivery_url = $2, delivery_guarantee = $3, new_message_policy = 'queue'
     WHERE id = $1`,
    [id, deliveryUrl, guarantee],
  );
  if (!superseding) return { url, channels: [{ id, secret }] };
  const rows = await query<{ id: string }>(
    url,
    `INSERT INTO channel (tenant_id, id, kind, name, delivery_url, secret_sealed,
       delivery_guarantee, new_message_policy)
     SELECT tenant_id, gen_random_uuid(), kind, 'superseding', delivery_url, secret_sealed,
       delivery_guarantee, 'supersede'
     FROM channel WHERE id = $1 RETURNING id`,
    [id],
  );
  return { url, channels: [{ id, secret }, ...rows.map((row) => ({ id: row.id, secret }))] };
};
