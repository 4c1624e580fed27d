import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/databases.js';
import { runCli } from '../../test/run-cli.js';

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase({ migrated: false });
});
afterEach(async () => {
  await database[Symbol.asyncDispose]();
});

const migrate = (...args: string[]): ReturnType<typeof runCli> =>
  runCli(['migrate', ...args], { DATABASE_URL: database.url });

interface Planned {
  name: string;
  statements: string[];
}

const tables = async (): Promise<number> => {
  const [row] = await database.source.query<{ count: number }[]>(
    `SELECT count(*)::int AS count FROM pg_tables WHERE schemaname = 'public'`,
  );
  return row?.count ?? 0;
};

describe('migrate', () => {
  test('up --plan prints what up would send, and sends nothing', async () => {
    const { code, stdout } = await migrate('up', '--plan');
    const plan = JSON.parse(stdout) as Planned[];
    expect([code, await tables()]).toEqual([0, 0]);
    expect(plan[0]?.name).toMatch(/^FirstSchema/);
    expect(plan[0]?.statements.join('\n')).toContain('CREATE TABLE message');

    expect((await migrate('up')).code).toBe(0);
    expect(JSON.parse((await migrate('up', '--plan')).stdout)).toEqual([]);
  });

  test('wait returns as soon as somebody else has migrated', async () => {
    const waiting = migrate('wait');
    expect((await migrate('up')).code).toBe(0);
    expect(await waiting).toMatchObject({ code: 0, stderr: 'the schema is there\n' });
  });

  test('wait gives up after its time, and names what is missing', async () => {
    const { code, stderr } = await migrate('wait', '--seconds', '0.1');
    expect(code).toBe(1);
    expect(stderr).toMatch(/still lacks FirstSchema\d+, Operations\d+/);
  });

  test('wait waits for a database that is away', async () => {
    const away = { DATABASE_URL: 'postgres://127.0.0.1:1/tulia' };
    const { code, stderr } = await runCli(['migrate', 'wait', '--seconds', '0.1'], away);
    expect(code).toBe(1);
    expect(stderr).toContain('still lacks an answer');
  });
});
