import { describe, expect, it } from '@jest/globals';
import { Controller } from '@nestjs/common';
import {
  ClientProxyFactory,
  MessagePattern,
  Transport,
  type RedisOptions,
} from '@nestjs/microservices';
import { Test } from '@nestjs/testing';
import { firstValueFrom } from 'rxjs';
import { CachingModule } from '../caching.module.js';
import { defineFamily } from '../family.js';
import { CacheResponse, fromMessage } from './cache-response.js';

const answers = defineFamily<number>({ name: 'answers', version: 1, ttlMs: 60_000 });

interface Question {
  tenantId: string;
  id: string;
}

@Controller()
class Answers {
  loads = 0;

  @MessagePattern('caching.answer')
  @CacheResponse(answers, fromMessage(({ tenantId, id }: Question) => ({ scope: tenantId, id })))
  answer(): number {
    return ++this.loads;
  }
}

describe('@CacheResponse over RPC', () => {
  it('runs the handler once for a place and refuses a missing scope', async () => {
    const { hostname: host, port } = new URL(process.env.TEST_REDIS_URL ?? '');
    const transport: RedisOptions = {
      transport: Transport.REDIS,
      options: { host, port: Number(port) },
    };
    const module = await Test.createTestingModule({
      imports: [CachingModule.forRoot({ keyPrefix: 'test' })],
      controllers: [Answers],
    }).compile();
    const app = module.createNestMicroservice(transport);
    app.useLogger(false);
    await app.listen();
    const client = ClientProxyFactory.create(transport);
    const ask = (tenantId: string, id: string) =>
      firstValueFrom(client.send<number>('caching.answer', { tenantId, id }));
    try {
      expect([await ask('a', '1'), await ask('a', '1'), await ask('b', '1')]).toEqual([1, 1, 2]);
      await expect(ask('', '1')).rejects.toMatchObject({ status: 'error' });
    } finally {
      await client.close();
      await app.close();
    }
  });
});
