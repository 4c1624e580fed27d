import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import { type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { type OutboundReply } from '../channel-adapter.js';
import { OutboundGuard } from '../outbound/outbound-guard.js';
import { WebhookSender } from './webhook-sender.js';

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const reply: OutboundReply = {
  deliveryId: '019a0000-0000-7000-8000-000000000001',
  replyId: '019a0000-0000-7000-8000-000000000002',
  conversationId: '019a0000-0000-7000-8000-000000000003',
  customerId: '019a0000-0000-7000-8000-000000000004',
  to: 'customer-1',
  text: 'We open at nine.',
  sources: [],
  inReplyTo: ['m1'],
  sequence: 2,
  confidence: 0.9,
  handoff: false,
};

describe('posting a reply to a webhook channel', () => {
  const cleanUps: (() => void)[] = [];
  afterEach(() => cleanUps.splice(0).forEach((cleanUp) => cleanUp()));

  const receiver = async (listener: RequestListener): Promise<string> => {
    const server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    cleanUps.push(
      () => server.closeAllConnections(),
      () => server.close(),
    );
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/replies`;
  };

  const send = async (
    deliveryUrl: string,
    { allowHosts = ['127.0.0.1'], signal = AbortSignal.timeout(5_000) } = {},
  ): ReturnType<WebhookSender['send']> => {
    const guard = new OutboundGuard({ allowHosts });
    cleanUps.push(() => guard.close());
    return new WebhookSender(guard).send(reply, { deliveryUrl, secret }, signal);
  };

  it('signs it by Standard Webhooks, with the delivery id as webhook-id', async () => {
    let received: { headers: IncomingHttpHeaders; body: string } | undefined;
    const url = await receiver((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        received = { headers: request.headers, body: Buffer.concat(chunks).toString() };
        response.end();
      });
    });
    expect(await send(url)).toEqual({ outcome: 'delivered' });
    const { deliveryId, ...fields } = reply;
    expect(received?.headers['webhook-id']).toBe(deliveryId);
    const verified = new Webhook(secret).verify(
      received?.body ?? '',
      received?.headers as Record<string, string>,
    );
    expect(verified).toEqual({ type: 'reply', ...fields });
  });

  it.each([
    [204, 'delivered'],
    [429, 'not_sent'],
    [503, 'not_sent'],
    [500, 'ambiguous'],
    [400, 'refused'],
    [410, 'refused'],
    [302, 'refused'],
  ])('takes HTTP %i for %s', async (status, outcome) => {
    const url = await receiver((_, response) => {
      response.writeHead(status, { location: 'http://127.0.0.1:1/' }).end();
    });
    expect(await send(url)).toMatchObject({ outcome });
  });

  it('passes on how long a busy receiver wants to be left alone', async () => {
    const url = await receiver((_, response) => {
      response.writeHead(429, { 'retry-after': '120' }).end();
    });
    expect(await send(url)).toMatchObject({ outcome: 'not_sent', retryAfterMs: 120_000 });
  });

  it('knows that nothing was sent when no connection was made', async () => {
    expect(await send('http://127.0.0.1:1/')).toMatchObject({
      outcome: 'not_sent',
      error: 'ECONNREFUSED',
    });
  });

  it('does not know when the answer is cut off or does not come', async () => {
    const cut = await receiver((request) => request.socket.destroy());
    expect(await send(cut)).toMatchObject({ outcome: 'ambiguous' });
    const silent = await receiver(() => {});
    expect(await send(silent, { signal: AbortSignal.timeout(100) })).toMatchObject({
      outcome: 'ambiguous',
    });
  });

  it.each([
    'http://127.0.0.1:1/',
    'http://localhost:1/',
    'http://169.254.169.254/',
    'http://[::1]:1/',
  ])('refuses %s, which is not on the internet', async (url) => {
    expect(await send(url, { allowHosts: [] })).toMatchObject({ outcome: 'refused' });
  });

  it('lets through the hosts and networks that the operator allows', async () => {
    const url = await receiver((_, response) => void response.end());
    expect(await send(url, { allowHosts: ['127.0.0.0/8'] })).toEqual({ outcome: 'delivered' });
    const named = url.replace('127.0.0.1', 'localhost');
    expect(await send(named, { allowHosts: ['localhost'] })).toEqual({ outcome: 'delivered' });
  });
});
