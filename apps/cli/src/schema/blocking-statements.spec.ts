import { describe, expect, it } from '@jest/globals';
import { migrations } from '#persistence';
import { blockingStatements } from './blocking-statements.js';
import { migrationPlan } from './migration-plan.js';

const said = async (sql: string): Promise<string[]> =>
  (await blockingStatements([sql])).map(({ table, why }) => `${table} ${why}`);

describe('a statement that would keep a running suite waiting is named', () => {
  const blocking: [sql: string, why: RegExp][] = [
    ['CREATE INDEX i ON message (text)', /^message builds an index.+CONCURRENTLY/],
    ['ALTER TABLE message ALTER COLUMN text TYPE varchar', /rewrites the whole table/],
    ['ALTER TABLE message ALTER COLUMN sent_at SET NOT NULL', /reads the whole table/],
    ['ALTER TABLE message ADD CHECK (sequence > 0)', /NOT VALID/],
    ['ALTER TABLE message ADD x uuid REFERENCES message (id)', /NOT VALID/],
    ['ALTER TABLE message ADD UNIQUE (text)', /USING INDEX/],
    ['ALTER TABLE message ADD x uuid DEFAULT gen_random_uuid()', /default for every row/],
    ['ALTER TABLE message ADD x int GENERATED ALWAYS AS (1) STORED', /computes every row/],
    ["UPDATE message SET text = ''", /touches every row/],
    ['DELETE FROM message', /touches every row/],
    ['ALTER TABLE message RENAME COLUMN text TO body', /version before/],
  ];
  it.each(blocking)('%s', async (sql, why) => {
    const [first = '', ...others] = await said(sql);
    expect(others).toEqual([]);
    expect(first).toMatch(why);
  });
});

describe('a statement that nobody has to wait for is not', () => {
  it.each([
    'CREATE INDEX CONCURRENTLY i ON message (text)',
    'CREATE INDEX i ON channel (name)',
    "ALTER TABLE message ADD x text NOT NULL DEFAULT 'none', ADD y text[] DEFAULT '{}'::text[]",
    'ALTER TABLE message ADD CONSTRAINT c CHECK (sequence > 0) NOT VALID',
    'ALTER TABLE message VALIDATE CONSTRAINT c',
    'ALTER TABLE message ADD CONSTRAINT c UNIQUE USING INDEX i',
    "DELETE FROM change_log WHERE at < now() - interval '1 day'",
    'CREATE TABLE message (id uuid); CREATE INDEX i ON message (id)',
  ])('%s', async (sql) => {
    expect(await said(sql)).toEqual([]);
  });
});

/** Of version 0.1.0: applied to databases without customers. Nothing may be added. */
const firstRelease = 'CustomersAndAudit1764710000000';

describe('migrations', () => {
  it('after the first release keep nobody waiting', async () => {
    const plan = await migrationPlan(migrations.map((Migration) => new Migration()));
    const first = plan.findIndex(({ name }) => name === firstRelease);
    expect(first).toBeGreaterThan(0);
    const later = plan.slice(first + 1).filter(({ blocking }) => blocking.length > 0);
    expect(later.map(({ name, blocking }) => [name, blocking])).toEqual([]);
  });
});
