import { Cached, type CacheFamily, InjectFamily } from '#caching';
import { ChangeFeed, forgetChanged } from '#changes';
import { type CatalogCommand } from '#contracts';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { queryWords } from './query-words.js';
import { questionId, type RankedDocument, rankings } from './ranking.family.js';
import { rankingSql } from './ranking.sql.js';

/** What questions find. Customers ask the same things: one asked lately costs no statement. */
@Injectable()
export class Rankings {
  constructor(
    @InjectDataSource() private readonly database: DataSource,
    @InjectFamily(rankings) cache: CacheFamily<RankedDocument[]>,
    changes: ChangeFeed,
  ) {
    changes.on('search', async (change) => {
      if (change.tenantId !== null) await forgetChanged(cache, change.tenantId, change);
    });
  }

  /** The active items that best answer a question, best first. */
  @Cached(rankings, (command: CatalogCommand<'search'>) => ({
    scope: command.tenantId,
    id: questionId(command),
    useCache: command.useCache,
  }))
  async of(command: CatalogCommand<'search'>): Promise<RankedDocument[]> {
    const words = queryWords(command.query);
    if (words.length === 0) return [];
    return this.database.query<RankedDocument[]>(rankingSql, [
      command.tenantId,
      words.map(({ text }) => text),
      words.map(({ emphasis }) => emphasis),
      command.limit,
      command.language ?? null,
    ]);
  }
}
