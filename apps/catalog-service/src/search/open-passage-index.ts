import { type ChangeFeed } from '#changes';
import { type Environment } from '#config';
import { pgvectorProblem } from '#persistence';
import { type DataSource } from 'typeorm';
import { MemoryPassageIndex } from './memory-passage-index.js';
import { type PassageIndex } from './passage-index.js';
import { PgvectorPassageIndex } from './pgvector-passage-index.js';

/** The index that is asked for. @throws Error at boot rather than at the first question */
export const openPassageIndex = async (
  { PASSAGE_INDEX }: Pick<Environment, 'PASSAGE_INDEX'>,
  database: DataSource,
  changes: ChangeFeed,
): Promise<PassageIndex> => {
  if (PASSAGE_INDEX === 'memory') return new MemoryPassageIndex(database, changes);
  const problem = await pgvectorProblem(database);
  if (problem === undefined) return new PgvectorPassageIndex(database);
  throw new Error(`PASSAGE_INDEX is pgvector, but ${problem}; or set PASSAGE_INDEX=memory`);
};
