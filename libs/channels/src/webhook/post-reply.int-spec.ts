import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { eventually } from '../../../../test/support/eventually.js';
import { type ChannelConnection, type OutboundReply } from '../channel-adapter.js';
import { OutboundGuard } from '../outbound/outbound-guard.js';
import { postReply } from './post-reply.js';

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

const connection = (deliveryUrl: string): ChannelConnection => ({
  channelId: '019a0000-0000-7000-8000-000000000005',
  deliveryUrl,
  secret,
  settings: {},
  webhookUrl: 'https://tulia.example/v1/webhooks/019a0000-0000-7000-8000-000000000005',
});
const progress = { acceptedParts: [], useTemplate: false };

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
    {
      allowHosts = ['127.0.0.1'],
      signal = AbortSignal.timeout(5_000),
      mayWrite = (): boolean => true,
    } = {},
  ): ReturnType<typeof postReply> => {
    const guard = new OutboundGuard({ allowHosts });
    cleanUps.push(() => guard.close());
    return postReply(guard, reply, connection(deliveryUrl), { signal, mayWrite, progress });
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
    [502, 'ambiguous'],
    [504, 'ambiguous'],
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

  it('knows that nothing was sent when the connection does not stand in time', async () => {
    // Accepts, and never shakes hands.
    const server = createTcpServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    cleanUps.push(() => server.close());
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/replies`;
    expect(await send(url, { signal: AbortSignal.timeout(100) })).toEqual({
      outcome: 'not_sent',
      error: 'no answer in time',
    });
  });

  it('knows that nothing was sent while it waited for a connection', async () => {
    const received: string[] = [];
    const url = await receiver((request) => received.push(String(request.headers['webhook-id'])));
    const guard = new OutboundGuard({ allowHosts: ['127.0.0.1'] });
    cleanUps.push(() => guard.close());
    const timeout = new AbortController();
    const { signal } = timeout;
    const attempts = Array.from({ length: 60 }, () =>
      postReply(guard, reply, connection(url), { signal, mayWrite: () => true, progress }),
    );
    await eventually('every connection is in use', () => received.length === 50);
    timeout.abort();
    const outcomes = (await Promise.all(attempts)).map(({ outcome }) => outcome);
    expect(outcomes.filter((outcome) => outcome === 'not_sent')).toHaveLength(10);
    expect(received).toHaveLength(50);
  });

  it('asks whether it still may once the connection stands, and then writes nothing', async () => {
    let connections = 0;
    const requests: string[] = [];
    const server = createServer((request) => requests.push(request.url ?? ''));
    server.on('connection', () => (connections += 1));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    cleanUps.push(() => server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/replies`;
    const asked = jest.fn(() => false);
    expect(await send(url, { mayWrite: asked })).toEqual({ outcome: 'withheld' });
    await eventually('the connection was accepted', () => connections === 1);
    expect(asked).toHaveBeenCalledTimes(1);
    expect(requests).toEqual([]);
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
