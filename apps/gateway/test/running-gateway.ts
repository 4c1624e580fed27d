import { type Environment } from '#config';
import { type Page } from '#contracts';
import { ApiKeyEntity, type ApiKeyRole, createApiKey } from '#persistence';
import { NestFactory } from '@nestjs/core';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { testEnvironment } from '../../../test/support/environment.js';
import { GatewayModule } from '../src/gateway.module.js';
import { JsonAdapter } from '../src/http/json.adapter.js';

export interface Answer<Body> {
  status: number;
  headers: Headers;
  body: Body;
}

export interface Call {
  /** An API key. */
  key?: string;
  method?: string;
  /** Sent as JSON. */
  json?: unknown;
  headers?: Record<string, string>;
}

/** One gateway, as `main.ts` starts it, on a port of its own. */
export class RunningGateway implements AsyncDisposable {
  private constructor(
    readonly app: NestFastifyApplication,
    readonly url: string,
    readonly environment: Environment,
  ) {}

  static async start(
    given: { DATABASE_URL: string; REDIS_URL: string } & Record<string, string>,
  ): Promise<RunningGateway> {
    const environment = testEnvironment({ GRPC_URL: '127.0.0.1:1', ...given });
    const app = await NestFactory.create<NestFastifyApplication>(
      GatewayModule.forRoot(environment),
      new JsonAdapter(),
      { logger: false, rawBody: true, abortOnError: false },
    );
    await app.listen(0, '127.0.0.1');
    return new RunningGateway(app, await app.getUrl(), environment);
  }

  fetch(path: string, init?: RequestInit): Promise<Response> {
    return fetch(`${this.url}${path}`, init);
  }

  /** A request of the JSON API. */
  async call<Body = Record<string, unknown>>(
    path: string,
    { key, json, method = json === undefined ? 'GET' : 'POST', headers }: Call = {},
  ): Promise<Answer<Body>> {
    const response = await this.fetch(path, {
      method,
      headers: {
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: (text === '' ? undefined : JSON.parse(text)) as Body,
    };
  }

  /** All of a list, page by page. */
  async all<Item>(path: string, key: string, limit: number): Promise<Item[]> {
    const items: Item[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? '' : `&cursor=${cursor}`;
      const start = path.includes('?') ? `${path}&` : `${path}?`;
      const { body } = await this.call<Page<Item>>(`${start}limit=${limit}${query}`, { key });
      items.push(...body.items);
      cursor = body.nextCursor;
    } while (cursor !== null);
    return items;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.app.close();
  }
}

/** A key straight from the database. */
export const insertKey = async (
  source: DataSource,
  role: ApiKeyRole,
  tenantId: string | null,
  fields: Partial<ApiKeyEntity> = {},
): Promise<string> => {
  const { key, prefix, hash } = createApiKey();
  const row = { id: uuidv7(), tenantId, role, name: role, prefix, hash, ...fields };
  await source.manager.insert(ApiKeyEntity, row);
  return key;
};
