import { verifyWebhook, type WebhookHeaders } from '#channels';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import pg from 'pg';
import { tell } from '../../harness/bench-process.js';

// The least that takes a webhook and may answer 2xx: the same server and signature, and one insert.
// Arguments: database URL, secret.
const [databaseUrl, secret = ''] = process.argv.slice(2);

const pool = new pg.Pool({ connectionString: databaseUrl, max: 20 });
await pool.query('CREATE TABLE IF NOT EXISTS floor (id text PRIMARY KEY, body jsonb NOT NULL)');

const server = new FastifyAdapter().getInstance();
server.removeAllContentTypeParsers();
server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
  done(null, body);
});
server.post('/', async (request, reply) => {
  const body = request.body as Buffer;
  verifyWebhook([secret], body, request.headers as WebhookHeaders);
  const { messageId } = JSON.parse(body.toString()) as { messageId: string };
  const insert = 'INSERT INTO floor VALUES ($1, $2) ON CONFLICT DO NOTHING';
  await pool.query(insert, [messageId, body.toString()]);
  return reply.code(202).send({ messageId });
});
tell(`${await server.listen({ host: '127.0.0.1', port: 0 })}/`);
process.on('SIGTERM', () => process.exit(0));
