import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  Body,
  Controller,
  type ExecutionContext,
  Get,
  HttpCode,
  HttpException,
  Post,
  UseInterceptors,
} from '@nestjs/common';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { startApp } from '../../test/app.js';
import { RedisServers } from '../../test/redis-servers.js';
import { Gate, until } from '../../test/until.js';
import { IdempotencyKeyInterceptor } from './idempotency-key.interceptor.js';

class OfCaller extends IdempotencyKeyInterceptor {
  protected getScope(context: ExecutionContext): string {
    const { headers } = context.switchToHttp().getRequest<{ headers: { caller?: string } }>();
    return headers.caller ?? '';
  }
}

let runs = 0;
let gate: Gate | undefined;
let failure: Error | undefined;

@Controller()
@UseInterceptors(OfCaller)
class Orders {
  @Post('orders')
  @HttpCode(202)
  async place(@Body() order: unknown): Promise<unknown> {
    runs++;
    await gate?.passed;
    if (failure) throw failure;
    return { order, run: runs };
  }

  @Post('others')
  other(): void {
    runs++;
  }

  @Get('orders')
  list(): number {
    return ++runs;
  }
}

describe('an Idempotency-Key', () => {
  let servers: RedisServers;
  let app: NestFastifyApplication;

  beforeAll(async () => {
    servers = await RedisServers.start(1);
  });

  beforeEach(async () => {
    runs = 0;
    gate = undefined;
    failure = undefined;
    app = await startApp(
      { redisUrls: servers.urls, keyPrefix: randomUUID(), workerId: 'worker' },
      { controllers: [Orders] },
    );
  });

  afterEach(async () => {
    await app.close();
  });

  afterAll(async () => {
    await servers[Symbol.asyncDispose]();
  });

  interface Request {
    key?: string;
    caller?: string;
    url?: string;
    method?: 'GET' | 'POST';
    payload?: object;
  }

  const send = (request: Request = {}) => {
    const { key = 'k', caller = 'a', url = '/orders', method = 'POST' } = request;
    const { payload = method === 'POST' ? { item: 1 } : undefined } = request;
    return app.inject({ method, url, payload, headers: { 'idempotency-key': key, caller } });
  };

  it('gets the first answer again, status and all', async () => {
    const first = await send();
    const again = await send();
    expect(first.statusCode).toBe(202);
    expect(first.headers).not.toHaveProperty('idempotency-replayed');
    expect(again.statusCode).toBe(202);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(again.body).toBe(first.body);
    expect(runs).toBe(1);
  });

  it('gets an empty answer again', async () => {
    const first = await send({ url: '/others' });
    const again = await send({ url: '/others' });
    expect([again.statusCode, again.body]).toEqual([first.statusCode, first.body]);
    expect(runs).toBe(1);
  });

  it('runs once when ten requests come at once; the others get 409', async () => {
    gate = new Gate();
    const all = Array.from({ length: 10 }, () => send());
    const refused = await Promise.any(all);
    expect(refused.statusCode).toBe(409);
    gate.open();
    const statuses = (await Promise.all(all)).map(({ statusCode }) => statusCode);
    expect(statuses.sort()).toEqual([202, ...Array<number>(9).fill(409)]);
    expect(runs).toBe(1);
  });

  it.each<Request>([{ payload: { item: 2 } }, { url: '/others' }])(
    'gets 422 with another request: %j',
    async (other) => {
      await send();
      expect((await send(other)).statusCode).toBe(422);
      expect(runs).toBe(1);
    },
  );

  it('is its caller’s own', async () => {
    await send({ caller: 'a' });
    const other = await send({ caller: 'b' });
    expect(other.json()).toMatchObject({ run: 2 });
  });

  it('may be used again when the request failed', async () => {
    failure = new HttpException('no stock', 409);
    expect((await send()).json()).toMatchObject({ message: 'no stock' });
    failure = undefined;
    expect((await send()).statusCode).toBe(202);
  });

  it('means nothing where nothing is changed', async () => {
    const bodies = [await send({ method: 'GET' }), await send({ method: 'GET' })];
    expect(bodies.map(({ body }) => body)).toEqual(['1', '2']);
  });

  it.each(['', 'x'.repeat(256)])('gets 400 when it is %j', async (key) => {
    expect((await send({ key })).statusCode).toBe(400);
    expect(runs).toBe(0);
  });

  it('gets 503 rather than an unprotected run when Redis hangs', async () => {
    servers.pause(0);
    const refused = await send();
    servers.resume(0);
    expect(refused.statusCode).toBe(503);
    expect(runs).toBe(0);
  });

  it('does not fail a request whose answer could not be kept', async () => {
    gate = new Gate();
    const first = send();
    await until(() => runs === 1);
    servers.pause(0);
    gate.open();
    const answer = await first;
    servers.resume(0);
    expect(answer.statusCode).toBe(202);
  });
});
