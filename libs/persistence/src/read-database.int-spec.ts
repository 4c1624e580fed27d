import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CuttableLink } from '#local-servers';
import { Logger } from '@nestjs/common';
import { type DataSource, type EntityManager } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../../../test/support/databases.js';
import { createDataSource } from './data-source.js';
import { ReadDatabase } from './read-database.js';

describe('reading what may lag', () => {
  let primary: TestDatabase;
  let standby: TestDatabase;
  let link: CuttableLink;
  let replica: DataSource;
  let clock: number;
  let reading: ReadDatabase;

  /** Which of the two answered: they are told apart by their names. */
  const whoAnswers = (): Promise<'primary' | 'replica'> =>
    reading.read(async (manager) => {
      const [row] = await manager.query<{ name: string }[]>('SELECT current_database() AS name');
      return primary.url.endsWith(row?.name ?? '') ? 'primary' : 'replica';
    });

  const attempts = (read: (manager: EntityManager) => Promise<unknown>) => {
    const asked: EntityManager[] = [];
    return {
      asked,
      work: (manager: EntityManager) => {
        asked.push(manager);
        return read(manager);
      },
    };
  };

  beforeAll(async () => {
    Logger.overrideLogger(false);
    primary = await createTestDatabase({ migrated: false });
    standby = await createTestDatabase({ migrated: false });
  });

  beforeEach(async () => {
    const url = new URL(standby.url);
    link = await CuttableLink.to(Number(url.port));
    url.port = new URL(link.url).port;
    replica = createDataSource({
      databaseUrl: url.href,
      applicationName: 'reads',
      connectTimeoutMs: 300,
      statementTimeoutMs: 300,
    });
    clock = 0;
    reading = new ReadDatabase(primary.source, replica, () => clock);
  });

  afterEach(async () => {
    await reading.onApplicationShutdown();
    link[Symbol.dispose]();
  });

  afterAll(async () => {
    await primary[Symbol.asyncDispose]();
    await standby[Symbol.asyncDispose]();
  });

  it('asks the replica', async () => {
    expect(await Promise.all([whoAnswers(), whoAnswers()])).toEqual(['replica', 'replica']);
  });

  it('asks the primary when there is no replica', async () => {
    reading = new ReadDatabase(primary.source);
    expect(await whoAnswers()).toBe('primary');
  });

  it('asks the primary while the replica is away, even from the start', async () => {
    link.cut();
    expect(await whoAnswers()).toBe('primary');
    link.restore();
    expect(await whoAnswers()).toBe('primary');
    clock = 5_000;
    expect(await whoAnswers()).toBe('replica');
    expect(await whoAnswers()).toBe('replica');
  });

  it('asks the primary when the replica freezes in the middle', async () => {
    expect(await whoAnswers()).toBe('replica');
    link.cut();
    expect(await whoAnswers()).toBe('primary');
  });

  it('lets one read try whether the replica is back, and the others go on', async () => {
    link.cut();
    await whoAnswers();
    clock = 5_000;
    const { asked, work } = attempts((manager) => manager.query('SELECT 1'));
    await Promise.all([reading.read(work), reading.read(work), reading.read(work)]);
    expect(asked).toHaveLength(3);
    expect(asked).not.toContain(replica.manager);
  });

  it('asks the primary for a table that the replica has not heard of yet', async () => {
    await primary.source.query('CREATE TABLE novelty AS SELECT 1 AS figure');
    const rows = await reading.read<unknown>((manager) =>
      manager.query('SELECT figure FROM novelty'),
    );
    expect(rows).toEqual([{ figure: 1 }]);
  });

  it('does not ask twice what is wrong in itself', async () => {
    const { asked, work } = attempts((manager) => manager.query('SELECT 1 / 0'));
    await expect(reading.read(work)).rejects.toThrow('division by zero');
    expect(asked).toEqual([replica.manager]);
    expect(await whoAnswers()).toBe('replica');
  });
});
