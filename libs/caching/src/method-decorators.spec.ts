import { describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { CachingModule } from './caching.module.js';
import { MissingScopeError } from './errors.js';
import { defineFamily } from './family.js';
import { Cached, Evicts } from './method-decorators.js';

const prices = defineFamily<number>({ name: 'prices', version: 1, ttlMs: 1000 });

@Injectable()
class Shop {
  price = 1;
  reads = 0;

  @Cached(prices, (scope: string, id: string, useCache?: boolean) => ({ scope, id, useCache }))
  async find(_scope: string, _id: string, _useCache?: boolean): Promise<number> {
    this.reads++;
    return Promise.resolve(this.price);
  }

  @Evicts(prices, 'updated', (scope: string, id: string) => ({ scope, id }))
  async change(_scope: string, _id: string, price: number): Promise<void> {
    await Promise.resolve();
    if (price < 0) throw new RangeError('negative');
    this.price = price;
  }

  @Evicts(prices, 'import', (scope: string) => ({ scope }))
  async changeAll(_scope: string, price: number): Promise<string> {
    this.price = price;
    return Promise.resolve('done');
  }
}

async function openShop(imports = [CachingModule.forFeature([prices])]): Promise<Shop> {
  const app = await Test.createTestingModule({
    imports: [CachingModule.forRoot({ keyPrefix: 'test' }), ...imports],
    providers: [Shop],
  }).compile();
  return app.get(Shop);
}

describe('@Cached and @Evicts', () => {
  it('answer from the cache until the value is taken back', async () => {
    const shop = await openShop();
    expect([await shop.find('s', 'a'), await shop.find('s', 'a')]).toEqual([1, 1]);
    expect(shop.reads).toBe(1);
    await shop.change('s', 'a', 2);
    expect(await shop.find('s', 'a')).toBe(2);
    expect(await shop.changeAll('s', 3)).toBe('done');
    expect(await shop.find('s', 'a')).toBe(3);
  });

  it('take nothing back when the method fails', async () => {
    const shop = await openShop();
    await shop.find('s', 'a');
    await expect(shop.change('s', 'a', -1)).rejects.toThrow(RangeError);
    await shop.find('s', 'a');
    expect(shop.reads).toBe(1);
  });

  it('leave the cache alone when told so', async () => {
    const shop = await openShop();
    await shop.find('s', 'a', false);
    await shop.find('s', 'a', false);
    expect(shop.reads).toBe(2);
  });

  it('refuse a missing scope', async () => {
    const shop = await openShop();
    await expect(shop.find('', 'a')).rejects.toThrow(MissingScopeError);
  });

  it('do not let the application start without the family', async () => {
    await expect(openShop([])).rejects.toThrow('CacheFamily:prices');
  });
});
