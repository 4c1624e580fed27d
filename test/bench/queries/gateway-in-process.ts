import { type Environment } from '#config';
import { ApiKeyEntity, asSystem, createApiKey } from '#persistence';
import { NestFactory } from '@nestjs/core';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { GatewayModule } from '../../../apps/gateway/src/gateway.module.js';
import { JsonAdapter } from '../../../apps/gateway/src/http/json.adapter.js';

/** A whole gateway in this process, as one of a tenant's people asks it. */
export class GatewayInProcess implements AsyncDisposable {
  private constructor(
    private readonly app: NestFastifyApplication,
    private readonly url: string,
    private readonly key: string,
  ) {}

  static async start(environment: Environment, tenantId: string): Promise<GatewayInProcess> {
    const app = await NestFactory.create<NestFastifyApplication>(
      GatewayModule.forRoot(environment),
      new JsonAdapter(),
      { logger: false, rawBody: true, abortOnError: false },
    );
    await app.listen(0, '127.0.0.1');
    const { key, prefix, hash } = createApiKey();
    const row = { id: uuidv7(), tenantId, role: 'viewer', name: 'viewer', prefix, hash } as const;
    const { manager } = app.get(DataSource, { strict: false });
    await asSystem(() => manager.insert(ApiKeyEntity, row));
    return new GatewayInProcess(app, await app.getUrl(), key);
  }

  get database(): DataSource {
    return this.app.get(DataSource, { strict: false });
  }

  /** @throws unless it is answered with 200 */
  async get(path: string): Promise<void> {
    const headers = { authorization: `Bearer ${this.key}` };
    const response = await fetch(`${this.url}${path}`, { headers });
    const text = await response.text();
    if (response.status !== 200) throw new Error(`GET ${path}: ${response.status} ${text}`);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.app.close();
  }
}
