import { execFile } from 'node:child_process';
import { ChannelEntity, HandoffWebhookEntity, SecretBox } from '#persistence';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/databases.js';
import { createTenantWithChannel } from '../../../../test/support/tenants.js';

const keyNamed = (name: string, byte: number): string =>
  `${name}:${Buffer.alloc(32, byte).toString('base64')}`;
const old = keyNamed('old', 1);
const current = keyNamed('current', 2);
const lost = keyNamed('lost', 3);

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => database[Symbol.asyncDispose]());

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** The command line as it is shipped. */
const rotate = (...keys: string[]): Promise<Ended> =>
  new Promise((resolve) => {
    const env = { ...process.env, DATABASE_URL: database.url, ENCRYPTION_KEYS: keys.join(',') };
    const command = ['dist/apps/cli/src/main.js', 'secrets', 'rotate'];
    execFile('node', command, { env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });

const sealedOf = async (id: string): Promise<Buffer> => {
  const { secretSealed } = await database.source
    .getRepository(ChannelEntity)
    .findOneByOrFail({ id });
  if (secretSealed === null) throw new Error('the channel has no secret');
  return secretSealed;
};

test("after a rotation the new key alone opens every channel's secret", async () => {
  const channel = await createTenantWithChannel(database.source, { encryptionKeys: [old] });
  const first = await rotate(current, old);
  expect([first.code, first.stderr]).toEqual([0, '']);
  expect(JSON.parse(first.stdout)).toEqual({ resealed: 1, unreadable: [] });
  const sealed = await sealedOf(channel.channelId);
  expect(new SecretBox([current]).open(sealed)).toBe(channel.secret);
  expect(() => new SecretBox([old]).open(sealed)).toThrow('current');
  const again = await rotate(current);
  expect(JSON.parse(again.stdout)).toEqual({ resealed: 0, unreadable: [] });
});

test('what no key opens is named, left as it is, and does not hold the others up', async () => {
  const unreadable = await createTenantWithChannel(database.source, { encryptionKeys: [lost] });
  const before = await sealedOf(unreadable.channelId);
  const readable = await createTenantWithChannel(database.source, { encryptionKeys: [old] });
  const { code, stdout, stderr } = await rotate(current, old);
  expect(code).toBe(1);
  expect(stderr).toContain('keep the key');
  expect(JSON.parse(stdout)).toEqual({ resealed: 1, unreadable: [unreadable.channelId] });
  expect(await sealedOf(unreadable.channelId)).toEqual(before);
  expect(new SecretBox([current]).open(await sealedOf(readable.channelId))).toBe(readable.secret);
});

test("it also opens the secret of a tenant's handoff webhook", async () => {
  const { tenantId } = await createTenantWithChannel(database.source, {
    encryptionKeys: [current],
  });
  const sealed = new SecretBox([old]).seal('whsec_of_the_tenant');
  const webhook = { tenantId, url: 'https://shop.example', secretSealed: sealed };
  const webhooks = database.source.getRepository(HandoffWebhookEntity);
  await webhooks.insert(webhook);
  const { stdout } = await rotate(current, old);
  expect(JSON.parse(stdout)).toMatchObject({ resealed: 1 });
  const { secretSealed } = await webhooks.findOneByOrFail({ tenantId });
  expect(new SecretBox([current]).open(secretSealed)).toBe('whsec_of_the_tenant');
});
