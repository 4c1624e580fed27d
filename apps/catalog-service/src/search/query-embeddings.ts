import { Cached } from '#caching';
import { type CatalogCommand } from '#contracts';
import { type Embedder, InjectEmbedder, quantised, unitVector } from '#embeddings';
import { Injectable } from '@nestjs/common';
import { queryEmbeddings } from './query-embedding.family.js';

/** A customer waits: without an answer in this time the question is searched by its words. */
const timeoutMs = 1_500;

interface Question extends Pick<CatalogCommand<'search'>, 'tenantId' | 'useCache'> {
  model: string;
  text: string;
}

/** What questions mean, as vectors. */
@Injectable()
export class QueryEmbeddings {
  constructor(@InjectEmbedder() private readonly embedder: Embedder | null) {}

  /** Null: there are no embeddings. */
  get model(): string | null {
    return this.embedder?.model ?? null;
  }

  /** @throws when the model cannot be asked in time */
  async of({
    tenantId,
    query,
    context,
    useCache,
  }: CatalogCommand<'search'>): Promise<Float32Array> {
    const text = [context, query].filter((part) => part !== undefined).join(' ');
    const model = this.embedder?.model ?? '';
    const bytes = Buffer.from(await this.bytesOf({ tenantId, model, text, useCache }), 'base64');
    return unitVector(new Int8Array(bytes));
  }

  @Cached(queryEmbeddings, ({ tenantId, model, text, useCache }: Question) => ({
    scope: tenantId,
    id: [model, text],
    useCache,
  }))
  protected async bytesOf({ text }: Question): Promise<string> {
    const signal = AbortSignal.timeout(timeoutMs);
    const [vector = new Float32Array()] = (await this.embedder?.embed([text], signal)) ?? [];
    return Buffer.from(quantised(vector).buffer).toString('base64');
  }
}
