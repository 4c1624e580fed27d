import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Injectable, SetMetadata } from '@nestjs/common';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { startApp } from '../../test/app.js';
import { RedisServers } from '../../test/redis-servers.js';
import { Gate, until } from '../../test/until.js';
import { type DedupOptions } from '../dedup.options.js';
import { DuplicateCallError, LeaseUnavailableError } from '../errors.js';
import { type DedupEvent } from '../events.js';
import { Deduplicate } from './deduplicate.decorator.js';

interface Job {
  id?: string;
}

@Injectable()
class Imports {
  readonly runs: (string | undefined)[] = [];
  gate: Gate | undefined;
  failure: Error | undefined;

  @Deduplicate({ key: ({ id }: Job) => id })
  @SetMetadata('below', 1)
  async import({ id }: Job, rows = 1): Promise<number> {
    this.runs.push(id);
    await this.gate?.passed;
    if (this.failure) throw this.failure;
    return rows;
  }

  @Deduplicate({ key: (id: string) => id, onDuplicate: 'throw', ttlMs: 100 })
  async strictly(id: string): Promise<string> {
    this.runs.push(id);
    await this.gate?.passed;
    return id;
  }

  @Deduplicate({ key: (id: string) => id, onDuplicate: ({ state }, id) => `${id} is ${state}` })
  async answering(id: string): Promise<string> {
    return Promise.resolve(id);
  }

  @Deduplicate({ key: (id: string) => id, whenUnavailable: 'run' })
  async anyway(id: string): Promise<string> {
    return Promise.resolve(id);
  }
}

describe('@Deduplicate', () => {
  let servers: RedisServers;
  let apps: NestFastifyApplication[] = [];
  let events: DedupEvent[] = [];

  beforeAll(async () => {
    servers = await RedisServers.start(1);
  });

  afterEach(async () => {
    await Promise.all(apps.map((app) => app.close()));
    apps = [];
    events = [];
  });

  afterAll(async () => {
    await servers[Symbol.asyncDispose]();
  });

  const start = async (options: Partial<DedupOptions> = {}): Promise<Imports> => {
    const onEvent = (event: DedupEvent) => events.push(event);
    const own = { redisUrls: servers.urls, keyPrefix: randomUUID(), workerId: 'worker', onEvent };
    const app = await startApp({ ...own, ...options }, { providers: [Imports] });
    apps.push(app);
    return app.get(Imports);
  };

  it('runs a method once per key, over all processes', async () => {
    const keyPrefix = randomUUID();
    const imports = [await start({ keyPrefix }), await start({ keyPrefix })] as const;
    const calls = Array.from({ length: 25 }, () =>
      imports.map((replica) => replica.import({ id: '1' }, 7)),
    );
    const results = await Promise.all(calls.flat());
    expect(results.filter((result) => result === 7)).toHaveLength(1);
    const [replica] = imports;
    expect(await replica.import({ id: '1' }, 7)).toBeUndefined();
    expect(await replica.import({ id: '2' }, 7)).toBe(7);
    expect(events.filter(({ type }) => type === 'first')).toHaveLength(2);
    expect(events.filter(({ type }) => type === 'duplicate')).toHaveLength(50);
  });

  it('runs it every time when there is no key', async () => {
    const imports = await start();
    await imports.import({});
    await imports.import({});
    expect(imports.runs).toEqual([undefined, undefined]);
  });

  it('lets a call that failed be made again, and throws what it threw', async () => {
    const imports = await start();
    imports.failure = new DuplicateCallError('a business rule', 'completed');
    await expect(imports.import({ id: '1' })).rejects.toBe(imports.failure);
    imports.failure = undefined;
    expect(await imports.import({ id: '1' })).toBe(1);
  });

  it('throws when asked to, while the first runs and after it', async () => {
    const imports = await start();
    imports.gate = new Gate();
    const first = imports.strictly('1');
    await until(() => imports.runs.length === 1);
    await expect(imports.strictly('1')).rejects.toMatchObject({ key: '1', state: 'processing' });
    imports.gate.open();
    await first;
    await expect(imports.strictly('1')).rejects.toThrow(DuplicateCallError);
  });

  it('forgets after the TTL', async () => {
    const imports = await start();
    await imports.strictly('1');
    await until(() => imports.strictly('1').then(Boolean, () => false));
    expect(imports.runs).toEqual(['1', '1']);
  });

  it('answers duplicates with what a function says', async () => {
    const imports = await start();
    expect(await imports.answering('1')).toBe('1');
    expect(await imports.answering('1')).toBe('1 is completed');
  });

  it('never runs unprotected, unless told to', async () => {
    const imports = await start({ redisUrls: ['redis://127.0.0.1:1'] });
    await expect(imports.import({ id: '1' })).rejects.toThrow(LeaseUnavailableError);
    expect(imports.runs).toEqual([]);
    expect(await imports.anyway('1')).toBe('1');
  });

  it('keeps the name of the method and what other decorators wrote on it', () => {
    const method = Object.getOwnPropertyDescriptor(Imports.prototype, 'import')?.value as {
      name: string;
    };
    expect(method.name).toBe('import');
    expect(Reflect.getMetadata('below', method)).toBe(1);
  });
});
