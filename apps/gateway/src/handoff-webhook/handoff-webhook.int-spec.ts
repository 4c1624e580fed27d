import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Call } from '../../test/running-gateway.js';
import { ShopFloor } from '../../test/shop-floor.js';
import { type HandoffWebhook, type NewHandoffWebhook } from './handoff-webhook.schemas.js';

const path = '/v1/handoff-webhook';
const url = 'https://shop.example/handoffs';

describe('the handoff webhook', () => {
  let floor: ShopFloor;

  const asOwner = <Body>(call: Call = {}): ReturnType<typeof floor.call<Body>> =>
    floor.call<Body>(path, { key: floor.shop.owner, ...call });
  const notices = (): Promise<{ reason: string }[]> =>
    floor.database.source.query('SELECT reason FROM handoff_notice');
  const put = (json: object): ReturnType<typeof floor.call<NewHandoffWebhook>> =>
    asOwner({ method: 'PUT', json });

  beforeAll(async () => {
    floor = await ShopFloor.open();
  });
  beforeEach(() => asOwner({ method: 'DELETE' }));
  afterAll(async () => floor[Symbol.asyncDispose]());

  it('is not there until it is said, and shows a secret once', async () => {
    expect((await asOwner()).status).toBe(404);
    const { status, body } = await put({ url });
    expect(status).toBe(200);
    expect(body.secret).toMatch(/^whsec_/);
    const shown = await asOwner<HandoffWebhook>();
    expect(shown.body).toMatchObject({ url, waiting: 0, givenUp: 0, lastError: null });
    expect(JSON.stringify(shown.body)).not.toContain('whsec_');
  });

  it('is replaced whole', async () => {
    const first = await put({ url });
    const second = await put({ url: `${url}/v2` });
    expect(second.body).toMatchObject({ url: `${url}/v2` });
    expect(second.body.secret).not.toBe(first.body.secret);
  });

  it('keeps its secret sealed', async () => {
    const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
    await put({ url, secret });
    const [row]: { sealed: Buffer }[] = await floor.database.source.query(
      'SELECT secret_sealed AS sealed FROM handoff_webhook',
    );
    expect(row?.sealed.includes(secret)).toBe(false);
  });

  it.each([
    ['a private host', { url: 'http://10.0.0.1/' }, 422, '/url'],
    ['no URL', { url: 'shop' }, 400, '/url'],
    ['a secret that is none', { url, secret: 'whsec_1' }, 400, '/secret'],
  ])('refuses %s', async (_what, json, status, field) => {
    const answer = await asOwner<{ errors: { field: string }[] }>({ method: 'PUT', json });
    expect(answer.status).toBe(status);
    expect(JSON.stringify(answer.body)).toContain(field);
  });

  it('is to hear of each conversation that is handed over, and of none before it was said', async () => {
    const handOver = async (customer: string): Promise<void> => {
      const { conversationId } = await floor.write(customer, 'Can you mend this?');
      const { status } = await floor.call(`/v1/conversations/${conversationId}/handoff`, {
        key: floor.shop.operator,
        method: 'POST',
        json: { reason: 'needs a look' },
      });
      expect(status).toBeLessThan(300);
    };
    await handOver('before@example.org');
    expect(await notices()).toEqual([]);
    await put({ url });
    await handOver('after@example.org');
    expect(await notices()).toEqual([{ reason: 'needs a look' }]);
    expect((await asOwner<HandoffWebhook>()).body).toMatchObject({ waiting: 1, givenUp: 0 });
  });

  it('hears nothing of conversations that operators take by answering', async () => {
    await put({ url });
    const { conversationId } = await floor.write('eve@example.org', 'Hello?');
    await floor.call(`/v1/conversations/${conversationId}/reply`, {
      key: floor.shop.operator,
      method: 'POST',
      json: { text: 'Hello Eve' },
    });
    expect(await notices()).toEqual([]);
  });
});
