import { asSystem } from '#persistence';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import {
  createTestDatabase,
  type TestDatabase,
  testRedisUrl,
} from '../../../../test/support/databases.js';
import { testEnvironment } from '../../../../test/support/environment.js';
import { createShop } from '../../test/two-shops.js';
import { Public } from '../auth/route-access.js';
import { GatewayModule } from '../gateway.module.js';
import { JsonAdapter } from '../http/json.adapter.js';
import { Describe } from '../openapi/operation.js';

@Public()
@Controller('v1/broken')
class BrokenController {
  @Get()
  @Describe('Breaks', { answer: z.never() })
  fail(): never {
    throw new Error('the password is hunter2');
  }
}

let database: TestDatabase;
let app: NestFastifyApplication;
let url: string;

beforeAll(async () => {
  database = await createTestDatabase();
  const environment = testEnvironment({
    DATABASE_URL: database.url,
    REDIS_URL: testRedisUrl(),
    GRPC_URL: '127.0.0.1:1',
  });
  @Module({ imports: [GatewayModule.forRoot(environment)], controllers: [BrokenController] })
  class BrokenGatewayModule {}
  app = await NestFactory.create<NestFastifyApplication>(BrokenGatewayModule, new JsonAdapter(), {
    logger: false,
    abortOnError: false,
  });
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
});

afterAll(async () => {
  await app.close();
  await database[Symbol.asyncDispose]();
});

const problemAt = async (path: string, init?: RequestInit): Promise<unknown> => {
  const response = await fetch(`${url}${path}`, init);
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  const problem = (await response.json()) as { status: number };
  expect(problem.status).toBe(response.status);
  return problem;
};

test('what nobody foresaw is a 500 that tells nothing', async () => {
  expect(await problemAt('/v1/broken')).toEqual({
    type: 'urn:tulia:problem:internal',
    title: 'Something went wrong on our side',
    status: 500,
    code: 'internal',
  });
});

test.each(['/', '/v1', '/v1/nowhere', '/v1/webhooks'])('%s is nowhere', async (path) => {
  expect(await problemAt(path)).toMatchObject({ code: 'not_found' });
});

test('a path that cannot be decoded is malformed', async () => {
  expect(await problemAt('/v1/channels/%zz')).toMatchObject({ code: 'malformed' });
});

test('an id as long as a novel is nowhere, or malformed', async () => {
  expect(await problemAt(`/v1/webhooks/${'a'.repeat(5000)}`, { method: 'POST' })).toMatchObject({
    code: expect.stringMatching(/^(malformed|not_found)$/) as unknown,
  });
});

test('a body that is no JSON is malformed, whoever asks', async () => {
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' };
  const path = '/v1/tenants';
  expect(await problemAt(path, init)).toMatchObject({
    code: 'malformed',
    detail: 'the body is not JSON',
  });
});

test('what catalog-service would answer is unavailable while it is away, in bounded time', async () => {
  const keys = [`test:${Buffer.alloc(32, 1).toString('base64')}`];
  const { owner } = await asSystem(() => createShop(app.get(DataSource), keys));
  const headers = { authorization: `Bearer ${owner}` };
  expect(await problemAt('/v1/products', { headers })).toMatchObject({ code: 'unavailable' });
});

test('what is no HTTP is answered and hung up on', async () => {
  const { port } = new URL(url);
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connect(Number(port), '127.0.0.1', () => socket.write('nonsense\r\n\r\n'));
    let text = '';
    socket.on('data', (chunk) => (text += chunk.toString()));
    socket.on('close', () => resolve(text));
    socket.on('error', reject);
  });
  expect(answer).toMatch(/^HTTP\/1\.1 400.*application\/problem\+json.*"code":"malformed"/s);
});

test('answers, refusals among them, cannot be framed, sniffed or run as a page', async () => {
  const { headers } = await fetch(`${url}/v1/conversations`);
  expect(headers.get('content-security-policy')).toBe("default-src 'none';frame-ancestors 'none'");
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('x-frame-options')).toBe('SAMEORIGIN');
  expect(headers.get('strict-transport-security')).toContain('max-age=');
});
