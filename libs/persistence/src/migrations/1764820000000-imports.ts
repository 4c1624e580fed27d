import { type MigrationInterface, type QueryRunner } from 'typeorm';
import { tenantRole } from '../tenant-query.js';

/** `import_chunk`: the file as it came. `import_row`: what holds of it, as rows of the item's table. */
const tables = `
  CREATE TABLE import (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL,
    format text NOT NULL,
    state text NOT NULL DEFAULT 'receiving',
    actor text NOT NULL,
    bytes bigint NOT NULL DEFAULT 0,
    bytes_read bigint NOT NULL DEFAULT 0,
    rows_read integer NOT NULL DEFAULT 0,
    rows_invalid integer NOT NULL DEFAULT 0,
    created integer,
    updated integer,
    failure text,
    owner text,
    lease_until timestamptz,
    attempts integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    finished_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT import_tenant FOREIGN KEY (tenant_id) REFERENCES tenant ON DELETE CASCADE,
    CONSTRAINT import_kind CHECK (kind IN ('products', 'services', 'knowledge')),
    CONSTRAINT import_format CHECK (format IN ('csv', 'json', 'ndjson')),
    CONSTRAINT import_state CHECK (
      state IN ('receiving', 'queued', 'reading', 'applying', 'completed', 'failed'))
  );
  CREATE INDEX import_open_index ON import (created_at)
    WHERE state IN ('receiving', 'queued', 'reading', 'applying');

  CREATE TABLE import_chunk (
    tenant_id uuid NOT NULL,
    import_id uuid NOT NULL,
    position integer NOT NULL,
    bytes bytea NOT NULL,
    PRIMARY KEY (tenant_id, import_id, position),
    CONSTRAINT import_chunk_import FOREIGN KEY (tenant_id, import_id)
      REFERENCES import ON DELETE CASCADE
  );

  CREATE TABLE import_row (
    tenant_id uuid NOT NULL,
    import_id uuid NOT NULL,
    number integer NOT NULL,
    external_id text NOT NULL,
    item jsonb NOT NULL,
    variants jsonb,
    PRIMARY KEY (tenant_id, import_id, number),
    CONSTRAINT import_row_external_id_unique UNIQUE (tenant_id, import_id, external_id),
    CONSTRAINT import_row_import FOREIGN KEY (tenant_id, import_id)
      REFERENCES import ON DELETE CASCADE
  );

  CREATE TABLE import_error (
    tenant_id uuid NOT NULL,
    import_id uuid NOT NULL,
    number integer NOT NULL,
    errors jsonb NOT NULL,
    PRIMARY KEY (tenant_id, import_id, number),
    CONSTRAINT import_error_import FOREIGN KEY (tenant_id, import_id)
      REFERENCES import ON DELETE CASCADE
  );`;

const names = ['import', 'import_chunk', 'import_row', 'import_error'];

const policies = names
  .map(
    (name) => `
  ALTER TABLE ${name} ENABLE ROW LEVEL SECURITY;
  CREATE POLICY tenant_rows ON ${name} TO ${tenantRole}
    USING (tenant_id = (SELECT nullif(current_setting('tulia.tenant', true), '')::uuid));`,
  )
  .join('');

/** Files of products, services and knowledge entries, on their way into the catalog. */
export class Imports1764820000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(tables + policies);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE ${names.toReversed().join(', ')}`);
  }
}
