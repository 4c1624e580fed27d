import { type ObjectLiteral, type QueryRunner, type SelectQueryBuilder } from 'typeorm';
import { type EntityMetadata } from 'typeorm/metadata/EntityMetadata.js';
import { type LoadOptions } from '../loading/load.options.js';
import { type RelationPath } from '../loading/paths.js';
import { RelationLoader } from '../loading/relation-loader.js';
import { type Row, RowShape } from '../loading/row-shape.js';
import { defaultColumns } from '../loading/selection.js';
import { Naming } from '../loading/statement.js';

export interface StreamOptions<Entity, Path extends RelationPath<Entity>> {
  /** Rows fetched, and held in memory, at a time; 1,000 by default. */
  batchSize?: number;
  /** Relations to load with each batch. */
  load?: LoadOptions<Entity, Path>;
}

const cursor = 'entity_stream';

/**
 * The entities of a query, however many, through a cursor of the server: memory holds one batch. All
 * are of one moment, that of the first. A connection and a transaction are held until the last is
 * taken, or the loop is left. The query must not join.
 *
 * ```ts
 * for await (const message of streamEntities(query, { load: { relations: ['answers'] } })) …
 * ```
 */
export async function* streamEntities<
  Entity extends ObjectLiteral,
  const Path extends RelationPath<Entity> = never,
>(
  query: SelectQueryBuilder<Entity>,
  { batchSize = 1000, load }: StreamOptions<Entity, Path> = {},
): AsyncGenerator<Entity, void, undefined> {
  const runner = query.dataSource.createQueryRunner();
  try {
    // Relations are loaded by other statements, which must see what the cursor sees.
    await runner.startTransaction('REPEATABLE READ');
    const loader = new RelationLoader(runner.manager);
    for await (const batch of batches(runner, query, batchSize)) {
      if (load !== undefined) await loader.load<Entity, Path>(batch, load);
      yield* batch;
    }
  } finally {
    // Nothing was written: this ends the cursor too, also after an error.
    if (runner.isTransactionActive) await runner.rollbackTransaction();
    await runner.release();
  }
}

async function* batches<Entity extends ObjectLiteral>(
  runner: QueryRunner,
  query: SelectQueryBuilder<Entity>,
  batchSize: number,
): AsyncGenerator<Entity[], void, undefined> {
  const { shape, sql, parameters } = statementOf(query);
  await runner.query(`DECLARE ${cursor} NO SCROLL CURSOR FOR ${sql}`, parameters);
  for (;;) {
    const rows = (await runner.query(`FETCH ${batchSize} FROM ${cursor}`)) as Row[];
    if (rows.length > 0) yield rows.map((row) => shape.entity(row, false) as Entity);
    if (rows.length < batchSize) return;
  }
}

const statementOf = <Entity extends ObjectLiteral>(
  query: SelectQueryBuilder<Entity>,
): { shape: RowShape; sql: string; parameters: unknown[] } => {
  const { dataSource } = query;
  const { name, metadata } = query.expressionMap.mainAlias as {
    name: string;
    metadata: EntityMetadata;
  };
  const naming = new Naming(dataSource);
  const shape = new RowShape(dataSource, metadata, defaultColumns(metadata), 't_');
  const [sql, parameters] = query
    .clone()
    .select(shape.sql(naming, naming.quote(name)).join(', '))
    .getQueryAndParameters();
  return { shape, sql, parameters };
};
