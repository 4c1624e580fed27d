import { describe, expect, it } from '@jest/globals';
import { Injectable, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { type CacheFamily } from './cache-family.js';
import { CachingModule } from './caching.module.js';
import { DuplicateFamilyError } from './errors.js';
import { defineFamily } from './family.js';
import { InjectFamily } from './inject-family.js';
import { CacheOperations } from './operations/cache-operations.js';
import { TieredCache } from './tiered-cache.js';
import { Warms } from './warming/warms.decorator.js';

const greetings = defineFamily<string>({ name: 'greetings', version: 1, ttlMs: 1000 });

@Injectable()
class Greeter {
  constructor(@InjectFamily(greetings) readonly cached: CacheFamily<string>) {}

  @Warms(greetings)
  warm(scope: string): Promise<string> {
    return this.cached.get(scope, 'usual', () => Promise.resolve('hello'));
  }
}

@Module({
  imports: [CachingModule.forFeature([greetings])],
  providers: [Greeter],
  exports: [Greeter],
})
class GreetingModule {}

@Module({ imports: [CachingModule.forFeature([greetings])] })
class FarewellModule {}

describe('CachingModule', () => {
  it('gives feature modules the families they name', async () => {
    const app = await Test.createTestingModule({
      imports: [CachingModule.forRoot({ keyPrefix: 'test' }), GreetingModule, FarewellModule],
    }).compile();
    const { cached } = app.get(Greeter);
    expect(await cached.get('s', 'a', () => Promise.resolve('hello'))).toBe('hello');
    await app.close();
  });

  it('takes its options from a factory', async () => {
    const app = await Test.createTestingModule({
      imports: [
        CachingModule.forRootAsync({ useFactory: () => ({ keyPrefix: 'test', enabled: false }) }),
        GreetingModule,
      ],
    }).compile();
    const { cached } = app.get(Greeter);
    await cached.get('s', 'a', () => Promise.resolve('hello'));
    expect(await cached.get('s', 'a', () => Promise.resolve('hi'))).toBe('hi');
    expect(app.get(TieredCache).connected).toBe(false);
    await app.close();
  });

  it('does not start with two definitions of one family', async () => {
    const again = defineFamily<number>({ name: 'greetings', version: 2, ttlMs: 1000 });
    const starting = Test.createTestingModule({
      imports: [
        CachingModule.forRoot({ keyPrefix: 'test' }),
        GreetingModule,
        CachingModule.forFeature([again]),
      ],
    }).compile();
    await expect(starting).rejects.toThrow(DuplicateFamilyError);
  });

  it('warms by what providers say they warm, when asked to', async () => {
    const app = await Test.createTestingModule({
      imports: [CachingModule.forRoot({ keyPrefix: 'test' }), GreetingModule],
    }).compile();
    await app.init();
    const operations = app.get(CacheOperations);
    const order = { scopes: ['s'], priority: 'asked', patienceMs: 1000 } as const;
    const { processes } = await operations.warm(order);
    expect(processes).toMatchObject([{ result: { warmed: 1, failed: 0 } }]);
    const { processes: holders } = await operations.lookUp('greetings', 's', 'usual');
    expect(holders).toMatchObject([{ l1: { state: 'fresh' } }]);
    await app.close();
    const { processes: closed } = await operations.warm({ ...order, scopes: ['t'] });
    expect(closed).toMatchObject([{ result: { warmed: 0, dropped: 1 } }]);
  });
});
