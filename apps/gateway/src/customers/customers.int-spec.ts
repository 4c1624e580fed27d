import { type CustomerData, type Erasure } from '#conversations';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Page } from '#contracts';
import { type Call } from '../../test/running-gateway.js';
import { ShopFloor } from '../../test/shop-floor.js';
import { type AuditEntry } from '../audit/audit.service.js';
import { Retention } from './retention.service.js';

let floor: ShopFloor;
beforeAll(async () => {
  floor = await ShopFloor.open();
});
afterAll(async () => floor[Symbol.asyncDispose]());

const customerOf = async (conversationId: string): Promise<string> =>
  (await floor.conversation(conversationId)).customerId;

const asOwner = <Body>(path: string, call: Call = {}): ReturnType<typeof floor.call<Body>> =>
  floor.call<Body>(path, { key: floor.shop.owner, ...call });

/** Every table of the database in which the text stands somewhere. */
const tablesWith = async (text: string): Promise<string[]> => {
  const { source } = floor.database;
  const tables: { name: string }[] = await source.query(
    `SELECT relname AS name FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const [row]: { found: boolean }[] = await source.query(
      `SELECT EXISTS (SELECT FROM "${name}" AS kept WHERE to_jsonb(kept)::text LIKE $1) AS found`,
      [`%${text}%`],
    );
    if (row?.found === true) found.push(name);
  }
  return found;
};

test('a customer gets everything kept of them, and of nobody else', async () => {
  const { conversationId } = await floor.write('asha@example.org', 'Do you sell kettles?');
  await floor.write('brian@example.org', 'Is my parcel on its way?');
  const id = await customerOf(conversationId);
  const { status, body } = await asOwner<CustomerData>(`/v1/customers/${id}/export`);
  expect(status).toBe(200);
  expect(body.customer).toMatchObject({ id });
  expect(body.identities).toMatchObject([{ external_id: 'asha@example.org' }]);
  expect(body.conversations).toMatchObject([{ id: conversationId }]);
  expect(body.messages).toMatchObject([{ text: 'Do you sell kettles?' }]);
  expect(JSON.stringify(body)).not.toContain('parcel');
});

test('an erased customer is in no table any more; others stay, and so does the proof', async () => {
  const written = await floor.write('chao@example.org', 'My allergy is walnuts');
  const other = await floor.write('dina@example.org', 'Walnuts for me please');
  const id = await customerOf(written.conversationId);
  expect(await tablesWith('chao@example.org')).not.toEqual([]);
  const { status, body } = await asOwner<Erasure>(`/v1/customers/${id}`, { method: 'DELETE' });
  expect(status).toBe(200);
  expect(body).toMatchObject({
    customerId: id,
    erased: { identities: 1, conversations: 1, messages: 1 },
    remaining: 0,
  });
  expect(await tablesWith('chao@example.org')).toEqual([]);
  expect(await tablesWith('My allergy')).toEqual([]);
  expect((await floor.message(other.messageId)).text).toBe('Walnuts for me please');
  const audit = await asOwner<Page<AuditEntry>>('/v1/audit?action=customer.erased');
  expect(audit.body.items).toMatchObject([
    { actor: body.by, at: body.erasedAt, detail: { customerId: id, remaining: 0 } },
  ]);
  expect((await asOwner(`/v1/customers/${id}`, { method: 'DELETE' })).status).toBe(404);
  expect((await asOwner(`/v1/customers/${id}/export`)).status).toBe(404);
});

test('customers who have not written for as long as the tenant keeps them are erased', async () => {
  const { source } = floor.database;
  const { tenantId } = floor.shop;
  const apply = (): Promise<number> => floor.gateway.app.get(Retention, { strict: false }).apply();
  const heardOf = async (conversationId: string, days: number): Promise<string> => {
    const past = `now() - make_interval(days => ${days})`;
    await source.query(`UPDATE conversation SET last_message_at = ${past} WHERE id = $1`, [
      conversationId,
    ]);
    const customerId = await customerOf(conversationId);
    await source.query(`UPDATE customer SET created_at = now() - interval '1 year' WHERE id = $1`, [
      customerId,
    ]);
    return customerId;
  };
  const gone = await floor.write('elias@example.org', 'A riddle of rhubarb');
  const goneId = await heardOf(gone.conversationId, 31);
  await heardOf((await floor.write('fatuma@example.org', 'Any rhubarb left?')).conversationId, 29);
  const held = await floor.write('grace@example.org', 'A person, please');
  await asOwner(`/v1/conversations/${held.conversationId}/handoff`, { method: 'POST', json: {} });
  await heardOf(held.conversationId, 31);

  expect(await apply()).toBe(0);
  const json = { settings: { retentionDays: 30 } };
  await asOwner(`/v1/tenants/${tenantId}`, { method: 'PATCH', json });
  expect(await apply()).toBe(1);
  expect(await tablesWith('elias@example.org')).toEqual([]);
  expect(await tablesWith('A riddle of rhubarb')).toEqual([]);
  expect(await tablesWith('fatuma@example.org')).not.toEqual([]);
  expect(await tablesWith('grace@example.org')).not.toEqual([]);
  const audit = await asOwner<Page<AuditEntry>>('/v1/audit?action=customer.erased');
  expect(audit.body.items[0]).toMatchObject({
    actor: 'retention',
    detail: { customerId: goneId, remaining: 0 },
  });
});
