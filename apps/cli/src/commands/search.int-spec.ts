import { expect, test } from '@jest/globals';
import { createTestDatabase } from '../../../../test/support/databases.js';
import { runCli } from '../../test/run-cli.js';

test('enable-pgvector says what is missing where it is, and changes nothing', async () => {
  await using database = await createTestDatabase();
  const { code, stderr } = await runCli(['search', 'enable-pgvector'], {
    DATABASE_URL: database.url,
  });
  expect(code).toBe(1);
  expect(stderr).toMatch(/^pgvector cannot be enabled: .* run CREATE EXTENSION vector\n$/);
  const columns: unknown[] = await database.source.query(
    `SELECT FROM information_schema.columns
     WHERE table_name = 'document_passage' AND column_name = 'embedding'`,
  );
  expect(columns).toEqual([]);
});
