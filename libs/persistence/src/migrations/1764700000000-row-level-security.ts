import { type MigrationInterface, type QueryRunner } from 'typeorm';
import { tenantRole } from '../tenant-query.js';

/**
 * Roles are of the whole cluster: another database's migration may be making the same one. Whoever
 * connects must be able to become it.
 */
const role = `
  DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${tenantRole}') THEN
      CREATE ROLE ${tenantRole} NOLOGIN NOSUPERUSER NOBYPASSRLS;
    END IF;
  EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;
  END $$;
  DO $$ BEGIN
    IF NOT pg_has_role(current_user, '${tenantRole}', 'MEMBER') THEN
      GRANT ${tenantRole} TO current_user;
    END IF;
  END $$;
  GRANT USAGE ON SCHEMA public TO ${tenantRole};
  GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${tenantRole};
  GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO ${tenantRole};
  REVOKE ALL ON migration FROM ${tenantRole};
  ALTER DEFAULT PRIVILEGES IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${tenantRole};
  ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO ${tenantRole};`;

/**
 * For migrations that add tables with a `tenant_id`: those that have no policy yet get theirs,
 * partitions too, as they can be asked by their own name.
 */
const protectTenantTables = `
  DO $$ DECLARE protected record; BEGIN
    FOR protected IN
      SELECT class.oid::regclass AS name, attribute.attname AS tenant
      FROM pg_class AS class
      JOIN pg_attribute AS attribute ON attribute.attrelid = class.oid AND NOT attisdropped
        AND attname = CASE WHEN class.oid = 'tenant'::regclass THEN 'id' ELSE 'tenant_id' END
      WHERE class.relnamespace = 'public'::regnamespace AND class.relkind IN ('r', 'p')
        AND NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = class.oid)
    LOOP
      EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', protected.name);
      EXECUTE format(
        'CREATE POLICY tenant_rows ON %1$s TO ${tenantRole}
         USING (%2$I = (SELECT nullif(current_setting(''tulia.tenant'', true), '''')::uuid))',
        protected.name, protected.tenant);
    END LOOP;
  END $$;`;

/** The role itself stays: other databases of the cluster may have it in use. */
const unprotect = `
  DO $$ DECLARE protected regclass; BEGIN
    FOR protected IN SELECT polrelid::regclass FROM pg_policy WHERE polname = 'tenant_rows' LOOP
      EXECUTE format('DROP POLICY tenant_rows ON %s', protected);
      EXECUTE format('ALTER TABLE %s DISABLE ROW LEVEL SECURITY', protected);
    END LOOP;
    DROP OWNED BY ${tenantRole};
  END $$;`;

/**
 * The second wall between tenants. Services become `tulia_tenant` for what they do for a tenant;
 * for it PostgreSQL hides all rows of others, and all rows where no tenant was said. The owner of
 * the tables is not held by the policies: sweepers, migrations and the platform work as the owner.
 */
export class RowLevelSecurity1764700000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(role + protectTenantTables);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(unprotect);
  }
}
