import { DataSource } from 'typeorm';
import { createTestDatabase } from '../../../test/support/databases.js';
import { recordStatements } from '../src/ledger/ledger-logger.js';
import { libraryEntities } from './library.entities.js';

export interface Library extends AsyncDisposable {
  source: DataSource;
}

/** A database of authors, books and reviews of many tenants, empty. */
export const openLibrary = async (): Promise<Library> => {
  const database = await createTestDatabase({ migrated: false });
  const source = new DataSource({
    type: 'postgres',
    url: database.url,
    entities: libraryEntities,
    synchronize: true,
    ...recordStatements(),
  });
  await source.initialize();
  return {
    source,
    async [Symbol.asyncDispose]() {
      await source.destroy();
      await database[Symbol.asyncDispose]();
    },
  };
};
