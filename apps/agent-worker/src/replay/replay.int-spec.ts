import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type SearchHit } from '#contracts';
import { InteractionEntity } from '#persistence';
import { randomUUID } from 'node:crypto';
import {
  createTestDatabase,
  type TestDatabase,
  testRedisUrl,
} from '../../../../test/support/databases.js';
import { testEnvironment } from '../../../../test/support/environment.js';
import { behaviours, ScriptedModel } from '../../../../test/support/scripted-model.js';
import { createTenantWithChannel } from '../../../../test/support/tenants.js';
import { createAgent } from '../../test/agents.js';
import { converse } from '../../test/conversations.js';
import { catalogThatFinds, knowledge } from '../../test/turns.js';
import { TurnStore } from '../turns/turn-store.js';
import { WorkerIdentity } from '../worker-identity.js';
import { Replayer } from './replay.js';

describe('a stored interaction', () => {
  let database: TestDatabase;
  let endpoint: ScriptedModel;
  let replayer: Replayer;
  let interaction: { tenantId: string; interactionId: string };
  let known: SearchHit[] = [knowledge('Hours', 'We open at nine.')];

  beforeAll(async () => {
    database = await createTestDatabase();
    endpoint = await ScriptedModel.listen();
    endpoint.script = [behaviours.says('Nine!')];
    const environment = testEnvironment({
      ...{ DATABASE_URL: database.url, REDIS_URL: testRedisUrl(), LLM_BASE_URL: endpoint.baseUrl },
    });
    const { ENCRYPTION_KEYS: encryptionKeys } = environment;
    const agent = createAgent(
      catalogThatFinds(() => known),
      database.source,
      environment,
    );
    const store = new TurnStore(database.source, environment, new WorkerIdentity());
    const channel = await createTenantWithChannel(database.source, { encryptionKeys });
    const shop = { agent, store, database: database.source };
    await converse(shop, channel, ['Hello', 'When do you open?']);
    const { tenantId } = channel;
    const stored = await database.source.getRepository(InteractionEntity).find({
      where: { tenantId },
      order: { createdAt: 'DESC' },
    });
    interaction = { tenantId, interactionId: stored[0]?.id ?? '' };
    replayer = new Replayer(agent, database.source);
  });
  afterAll(async () => {
    await endpoint?.[Symbol.asyncDispose]();
    await database?.[Symbol.asyncDispose]();
  });

  const count = async (): Promise<number> =>
    database.source.getRepository(InteractionEntity).countBy({ tenantId: interaction.tenantId });

  it('is answered the same while nothing has changed, and leaves no trace', async () => {
    const before = await count();
    const replay = await replayer.replay(interaction);
    expect(replay).toMatchObject({ question: 'When do you open?', differences: [] });
    expect(await count()).toBe(before);
  });

  it('shows what other knowledge makes of it', async () => {
    known = [knowledge('Hours', 'We open at eight.')];
    expect(await replayer.replay(interaction)).toMatchObject({
      ...{ before: { text: 'We open at nine.' }, after: { text: 'We open at eight.' } },
      differences: ['text'],
    });
    known = [];
    const { differences } = await replayer.replay(interaction);
    expect(differences).toEqual(['text', 'sources', 'confidence']);
    known = [knowledge('Hours', 'We open at nine.')];
  });

  it('shows what another model or prompt makes of it', async () => {
    const changes = { model: 'openai-compatible/other', instructions: 'Be brief.' };
    expect(await replayer.replay(interaction, changes)).toMatchObject({
      ...{ after: { text: 'Nine!', model: 'openai-compatible/other' } },
      differences: ['text', 'model'],
    });
    expect(endpoint.requests[0]?.messages[0]?.content).toContain('Be brief.');
    expect(JSON.stringify(endpoint.requests[0])).toContain('How can I help you?');
  });

  it('is not found under another tenant', async () => {
    const stolen = { ...interaction, tenantId: randomUUID() };
    await expect(replayer.replay(stolen)).rejects.toThrow('There is no interaction');
  });
});
