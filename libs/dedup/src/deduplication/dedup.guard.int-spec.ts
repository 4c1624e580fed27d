import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, type ExecutionContext, Inject, Post, UseGuards } from '@nestjs/common';
import {
  ClientProxyFactory,
  EventPattern,
  type MicroserviceOptions,
  Payload,
  Transport,
} from '@nestjs/microservices';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { lastValueFrom } from 'rxjs';
import { startApp } from '../../test/app.js';
import { RedisServers } from '../../test/redis-servers.js';
import { until } from '../../test/until.js';
import { DedupGuard } from './dedup.guard.js';

interface Order {
  id?: string;
}

class OncePerOrder extends DedupGuard {
  protected getKey(context: ExecutionContext): string | undefined {
    return context.getType() === 'http'
      ? context.switchToHttp().getRequest<{ body: Order }>().body.id
      : context.switchToRpc().getData<Order>().id;
  }

  protected override getTtlMs(): number {
    return 60_000;
  }
}

class OncePerOrderOrUnprotected extends OncePerOrder {
  protected override onUnavailable(): boolean {
    return true;
  }
}

class Handled {
  readonly orders: Order[] = [];
}

@Controller()
@UseGuards(OncePerOrder)
class Orders {
  constructor(@Inject(Handled) private readonly handled: Handled) {}

  @Post()
  place(): string {
    return 'placed';
  }

  @EventPattern('ordered')
  ordered(@Payload() order: Order): void {
    this.handled.orders.push(order);
  }
}

@Controller('urgent')
@UseGuards(OncePerOrderOrUnprotected)
class UrgentOrders {
  @Post()
  place(): string {
    return 'placed';
  }
}

describe('a DedupGuard', () => {
  let servers: RedisServers;
  let apps: NestFastifyApplication[] = [];

  beforeAll(async () => {
    servers = await RedisServers.start(1);
  });

  afterEach(async () => {
    await Promise.all(apps.map((app) => app.close()));
    apps = [];
  });

  afterAll(async () => {
    await servers[Symbol.asyncDispose]();
  });

  const start = async (keyPrefix: string, handled = new Handled()) => {
    const app = await startApp(
      { redisUrls: servers.urls, keyPrefix, workerId: 'worker' },
      { controllers: [Orders, UrgentOrders], providers: [{ provide: Handled, useValue: handled }] },
    );
    apps.push(app);
    return app;
  };

  it('answers the first of equal HTTP requests and refuses the others with 409', async () => {
    const app = await start(randomUUID());
    const post = async (payload: Order) =>
      (await app.inject({ method: 'POST', url: '/', payload })).statusCode;
    const statuses = await Promise.all(Array.from({ length: 10 }, () => post({ id: '1' })));
    expect(statuses.sort()).toEqual([201, ...Array<number>(9).fill(409)]);
    expect(await post({ id: '2' })).toBe(201);
    expect([await post({}), await post({})]).toEqual([201, 201]);
  });

  it('lets nothing through while Redis hangs, unless its handler would rather run twice', async () => {
    const app = await start(randomUUID());
    const post = async (url: string) =>
      (await app.inject({ method: 'POST', url, payload: { id: '1' } })).statusCode;
    servers.pause(0);
    const statuses = [await post('/'), await post('/urgent')];
    servers.resume(0);
    expect(statuses).toEqual([500, 201]);
  });

  it('lets one of several replicas handle an event that all of them hear', async () => {
    const handled = new Handled();
    const keyPrefix = randomUUID();
    const { hostname: host, port } = new URL(servers.urls[0] ?? '');
    const redis = { transport: Transport.REDIS, options: { host, port: Number(port) } } as const;
    for (let replica = 0; replica < 3; replica++) {
      const app = await start(keyPrefix, handled);
      app.connectMicroservice<MicroserviceOptions>(redis, { inheritAppConfig: true });
      await app.startAllMicroservices();
    }
    const client = ClientProxyFactory.create(redis);
    const emit = (order: Order) =>
      lastValueFrom(client.emit('ordered', order), { defaultValue: undefined });
    await emit({ id: 'a' });
    await emit({ id: 'b' });
    // Without a key each of the three handles it: they have heard everything before it by then.
    await emit({});
    await until(() => handled.orders.filter(({ id }) => id === undefined).length === 3);
    await client.close();
    const ids = handled.orders.map(({ id }) => id).filter((id) => id !== undefined);
    expect(ids.sort()).toEqual(['a', 'b']);
  });
});
