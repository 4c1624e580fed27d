import { Cached, type CacheFamily, InjectFamily } from '#caching';
import { type Change, ChangeFeed, forgetChanged } from '#changes';
import { type CatalogCommand } from '#contracts';
import { asSystem } from '#persistence';
import { Injectable, Logger } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { type NearbyDocument, PassageIndex } from './passage-index.js';
import { QueryEmbeddings } from './query-embeddings.js';
import { searchWords } from './query-words.js';
import { questionId, type RankedDocument, rankings } from './ranking.family.js';
import { rankingSql } from './ranking.sql.js';

/** Further down, a place by meaning adds next to nothing. */
const nearby = 20;

/**
 * What counts of the places a model gives in a language it was not made for: names, and words that it shares with its
 * own. Nothing hangs on the exact number: `npm run eval -- retrieval` finds as much with 0.15 and with 0.3.
 */
const foreignWeight = 0.2;

type Search = CatalogCommand<'search'>;

/** Meanings could not be compared. */
class MeaningUnknown extends Error {}

/** What questions find. Customers ask the same things: one asked lately costs no statement. */
@Injectable()
export class Rankings {
  readonly #logger = new Logger(Rankings.name);

  constructor(
    @InjectDataSource() private readonly database: DataSource,
    @InjectFamily(rankings) cache: CacheFamily<RankedDocument[]>,
    private readonly embeddings: QueryEmbeddings,
    private readonly passages: PassageIndex,
    changes: ChangeFeed,
  ) {
    const forget = async ({ tenantId, ...change }: Change): Promise<void> => {
      // Any document may belong into any ranking: which one changed does not matter.
      if (tenantId !== null)
        await forgetChanged(cache, tenantId, { ...change, tenantId, ids: null });
    };
    changes.on('search', forget);
    changes.on('embedding', forget);
  }

  /**
   * The active items that best answer a question, best first. By words alone while the model of
   * the meanings cannot be asked; that is not remembered.
   */
  async of(command: Search): Promise<RankedDocument[]> {
    try {
      return await this.known(command, this.embeddings.model);
    } catch (error) {
      if (!(error instanceof MeaningUnknown)) throw error;
      this.#logger.warn(
        { err: error.cause as Error },
        'a question was searched by its words alone',
      );
      return this.rank(command, []);
    }
  }

  @Cached(rankings, (command: Search, model: string | null) => ({
    scope: command.tenantId,
    id: questionId(command, model),
    useCache: command.useCache,
  }))
  protected async known(command: Search, model: string | null): Promise<RankedDocument[]> {
    if (searchWords(command).length === 0) return [];
    return this.rank(command, model === null ? [] : await this.nearest(command, model));
  }

  private async nearest(command: Search, model: string): Promise<NearbyDocument[]> {
    const { tenantId, kinds, languages } = command;
    try {
      const vector = await this.embeddings.of(command);
      return await this.passages.nearest({
        ...{ tenantId, model, vector, kinds, languages },
        limit: nearby,
      });
    } catch (error) {
      throw new MeaningUnknown('no vectors', { cause: error });
    }
  }

  /**
   * As the system: under row-level security PostgreSQL uses no text index, for it cannot know that
   * matching words leaks nothing. The statement names the tenant wherever it reads, and what it finds
   * is then read as the tenant.
   */
  private rank(command: Search, near: readonly NearbyDocument[]): Promise<RankedDocument[]> {
    const words = searchWords(command);
    const parameters = [
      command.tenantId,
      words.map(({ text }) => text),
      words.map(({ emphasis }) => emphasis),
      command.limit,
      command.language ?? null,
      command.kinds ?? null,
      command.languages ?? null,
      near.map(({ kind }) => kind),
      near.map(({ id }) => id),
      near.map(({ part }) => part),
      near.map(({ similarity }) => similarity),
      this.embeddings.understands(command.language) ? 1 : foreignWeight,
      this.embeddings.model,
    ];
    return asSystem(() => this.database.query<RankedDocument[]>(rankingSql, parameters));
  }
}
