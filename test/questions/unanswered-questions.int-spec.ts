import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type KnowledgeEntry, type Page } from '#contracts';
import { freePort } from '#local-servers';
import { UnansweredQuestionEntity } from '#persistence';
import { v7 as uuidv7 } from 'uuid';
import {
  type RunningCatalog,
  startCatalog,
} from '../../apps/catalog-service/test/running-catalog.js';
import { ShopFloor } from '../../apps/gateway/test/shop-floor.js';
import { type UnansweredQuestion } from '../../apps/gateway/src/questions/questions.service.js';

describe('questions that nothing answered', () => {
  let floor: ShopFloor;
  let catalog: RunningCatalog;
  let conversationId: string;
  let id: string;

  beforeAll(async () => {
    const grpcAddress = `127.0.0.1:${await freePort()}`;
    floor = await ShopFloor.open({ GRPC_URL: grpcAddress });
    const { DATABASE_URL, REDIS_URL, KEY_PREFIX } = floor.gateway.environment;
    catalog = await startCatalog({
      ...{ DATABASE_URL, REDIS_URL, KEY_PREFIX, GRPC_LISTEN: grpcAddress },
    });
  });
  beforeEach(async () => {
    ({ conversationId } = await floor.write(uuidv7(), 'Do you sharpen saws?'));
    id = uuidv7();
    await floor.database.source.getRepository(UnansweredQuestionEntity).insert({
      ...{ tenantId: floor.shop.tenantId, id, conversationId },
      ...{ text: 'Do you sharpen saws?', language: 'en' },
    });
  });
  afterAll(async () => {
    await catalog?.[Symbol.asyncDispose]();
    await floor?.[Symbol.asyncDispose]();
  });

  const listed = async (state: string): Promise<UnansweredQuestion[]> => {
    const path = `/v1/unanswered-questions?state=${state}`;
    const { body } = await floor.call<Page<UnansweredQuestion>>(path);
    return body.items.filter((question) => question.id === id);
  };
  const post = (action: string, json: object) =>
    floor.call<KnowledgeEntry>(`/v1/unanswered-questions/${id}/${action}`, { json });

  test('are listed, and belong to their tenant', async () => {
    expect(await listed('open')).toMatchObject([{ conversationId, text: 'Do you sharpen saws?' }]);
    const theirs = await floor.call<Page<UnansweredQuestion>>('/v1/unanswered-questions', {
      key: floor.shops.theirs.operator,
    });
    expect(theirs.body.items).toEqual([]);
  });

  test('become an inactive entry, once', async () => {
    const { status, body } = await post('draft', { content: 'Yes, on Fridays.' });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      ...{ title: 'Do you sharpen saws?', content: 'Yes, on Fridays.', active: false },
    });
    expect(await listed('drafted')).toMatchObject([{ knowledgeId: body.id }]);
    expect((await post('draft', { content: 'Again.' })).status).toBe(409);
  });

  test('take over what an operator answered', async () => {
    expect((await post('draft', {})).status).toBe(422);
    await floor.call(`/v1/conversations/${conversationId}/handoff`, { json: {} });
    await floor.call(`/v1/conversations/${conversationId}/replies`, {
      json: { text: 'We do, from KES 500.' },
    });
    expect((await post('draft', {})).body).toMatchObject({ content: 'We do, from KES 500.' });
  });

  test('may be dismissed', async () => {
    expect((await post('dismiss', {})).status).toBe(204);
    expect(await listed('open')).toEqual([]);
    expect(await listed('dismissed')).toHaveLength(1);
  });
});
