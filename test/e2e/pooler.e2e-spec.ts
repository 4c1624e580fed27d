import { pgbouncerProgram } from '#local-servers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { Suite } from '../support/suite.js';

const program = await pgbouncerProgram();

/** Fewer than the services have connections to the pooler. */
const poolSize = 4;

const proofs = (pgbouncer: string): void => {
  let suite: Suite;

  beforeAll(async () => {
    suite = await Suite.start({}, { workers: 2, pooler: { program: pgbouncer, poolSize } });
  }, 60_000);
  afterAll(async () => suite?.[Symbol.asyncDispose]());

  /** Connections of services by whether they LISTEN: those alone go past the pooler. */
  const connections = async (): Promise<{ listening: number; others: number }> => {
    const [counted] = await suite.database.query<{ listening: number; others: number }[]>(
      `SELECT (count(*) FILTER (WHERE application_name LIKE '% changes %'))::int AS listening,
         (count(*) FILTER (WHERE application_name NOT LIKE '% changes %'))::int AS others
       FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
         AND application_name <> 'test'`,
    );
    if (counted === undefined) throw new Error('PostgreSQL counted nothing.');
    return counted;
  };

  it('answers all of many customers once, over few connections', async () => {
    const customers = Array.from({ length: 30 }, (_, rank) => `customer-${rank}`);
    const posted = await Promise.all(
      customers.map((from) => suite.post('Are you open on Saturdays?', { from })),
    );
    for (const { response, messageId } of posted) {
      expect(response.status).toBe(202);
      await eventually(
        `an answer to ${messageId}`,
        () => suite.receiver.answersTo(messageId)[0],
        20_000,
      );
      expect(suite.receiver.answersTo(messageId)).toHaveLength(1);
    }
    const { listening, others } = await connections();
    expect(listening).toBeGreaterThan(0);
    expect(others).toBeGreaterThan(0);
    expect(others).toBeLessThanOrEqual(poolSize);
  }, 60_000);

  it('shows operators the inbox, a conversation, and the figures', async () => {
    const { items } = await suite.get<{ items: { id: string }[] }>('/v1/conversations');
    expect(items).toHaveLength(30);
    const conversation = `/v1/conversations/${items[0]?.id}`;
    const messages = await suite.get<{ items: object[] }>(`${conversation}/messages`);
    expect(messages.items).toHaveLength(2);
    expect(await suite.get('/v1/statistics/agent?use_cache=false')).toMatchObject({
      interactions: 30,
    });
  });

  it('hears of changes past the pooler', async () => {
    const { id } = suite.demo.channels.webhook;
    await suite.database.query('UPDATE channel SET active = false WHERE id = $1', [id]);
    await eventually('the channel is closed', async () => {
      const { response } = await suite.post('Is anybody there?');
      return response.status !== 202;
    });
  });

  it('logs no error of any statement', () => {
    const failed = suite.services.flatMap(({ lines }) =>
      lines.filter((line) => /statement failed|prepared statement/.test(line)),
    );
    expect(failed).toEqual([]);
  });
};

describe('behind PgBouncer in transaction mode', () => {
  if (program === undefined) {
    // Where PgBouncer is not to be had: macOS, or no root to install it.
    console.warn('NOT TESTED behind PgBouncer: `apt-get install pgbouncer` is not possible here.');
    it('is not tested, for PgBouncer is missing', () => expect(program).toBeUndefined());
  } else proofs(program);
});
