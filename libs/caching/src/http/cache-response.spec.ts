import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Get, Post } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { CachingModule } from '../caching.module.js';
import { defineFamily } from '../family.js';
import { TieredCache } from '../tiered-cache.js';
import { CacheResponse, fromRequest } from './cache-response.js';

interface TenantRequest {
  headers: { tenant: string };
  query: { id: string; use_cache?: string };
}

const pages = defineFamily<{ page: number }>({ name: 'pages', version: 1, ttlMs: 1000 });
const place = fromRequest(({ headers, query }: TenantRequest) => ({
  scope: headers.tenant,
  id: query.id,
  useCache: query.use_cache !== 'false',
}));

@Controller()
class Pages {
  loads = 0;

  @Get('page')
  @CacheResponse(pages, place)
  read(): { page: number } {
    return { page: ++this.loads };
  }

  @Post('page')
  @CacheResponse(pages, place)
  search(): { page: number } {
    return { page: ++this.loads };
  }

  @Get('plain')
  plain(): string {
    return 'plain';
  }
}

describe('@CacheResponse over HTTP', () => {
  let app: NestFastifyApplication;

  beforeEach(async () => {
    const module = await Test.createTestingModule({
      imports: [CachingModule.forRoot({ keyPrefix: 'test' })],
      controllers: [Pages],
    }).compile();
    app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
    app.useLogger(false);
    await app.init();
  });

  afterEach(() => app.close());

  const get = (query: string, headers: Record<string, string> = { tenant: 'a' }) =>
    app.inject({ method: 'GET', url: `/page?${query}`, headers });

  it('runs the handler once for a place', async () => {
    expect((await get('id=1')).json()).toEqual({ page: 1 });
    expect((await get('id=1&other=parameter')).json()).toEqual({ page: 1 });
    expect((await get('id=2')).json()).toEqual({ page: 2 });
    expect((await get('id=1&use_cache=false')).json()).toEqual({ page: 3 });
  });

  it('never shows one scope what another asked for', async () => {
    await get('id=1');
    expect((await get('id=1', { tenant: 'b' })).json()).toEqual({ page: 2 });
  });

  it('fails rather than sharing when the scope is missing', async () => {
    expect((await get('id=1', {})).statusCode).toBe(500);
  });

  it('answers 304 to a client that has the value, until it changes', async () => {
    const { headers, statusCode } = await get('id=1');
    expect([statusCode, headers['cache-control']]).toEqual([200, 'private, no-cache']);
    const again = { tenant: 'a', 'if-none-match': `"other", ${String(headers.etag)}` };
    const unchanged = await get('id=1', again);
    expect([unchanged.statusCode, unchanged.body]).toEqual([304, '']);
    expect(unchanged.headers.etag).toBe(headers.etag);
    await app.get(TieredCache).invalidate(pages, 'a', '1', 'updated');
    const changed = await get('id=1', again);
    expect([changed.statusCode, changed.json()]).toEqual([200, { page: 2 }]);
  });

  it('gives validators only where they mean something', async () => {
    const search = await app.inject({
      method: 'POST',
      url: '/page?id=1',
      headers: { tenant: 'a' },
    });
    expect([search.statusCode, search.headers.etag]).toEqual([201, undefined]);
    const plain = await app.inject({ url: '/plain', headers: { 'if-none-match': '*' } });
    expect([plain.statusCode, plain.body]).toEqual([200, 'plain']);
  });
});
