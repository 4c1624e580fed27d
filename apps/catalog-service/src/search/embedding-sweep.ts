import { type Embedder, InjectEmbedder } from '#embeddings';
import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { type ClaimedDocument, EmbeddingStore } from './embedding-store.js';
import { passagesOf } from './passages.js';

/** Few: what a process that dies had claimed has to wait for the claim's end. */
const documentsAtOnce = 8;
const idleMs = 1_000;

/**
 * Computes the vectors of what was written, in the background and outside of any transaction: by as
 * many processes as there are, each document by one. Writing a product never waits for a model.
 */
@Injectable()
export class EmbeddingSweep implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #logger = new Logger(EmbeddingSweep.name);
  readonly #end = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #sweeping: Promise<void> | undefined;

  constructor(
    private readonly store: EmbeddingStore,
    @InjectEmbedder() private readonly embedder: Embedder | null,
  ) {}

  onApplicationBootstrap(): void {
    if (this.embedder !== null) this.#schedule(0);
  }

  async onApplicationShutdown(): Promise<void> {
    this.#end.abort();
    clearTimeout(this.#timer);
    await this.#sweeping;
  }

  /**
   * Embeds what is due, until nothing is.
   * @returns how many documents were embedded
   */
  async sweep(): Promise<number> {
    let total = 0;
    while (this.embedder !== null && !this.#end.signal.aborted) {
      const claimed = await this.store.claim(this.embedder.model, documentsAtOnce);
      for (const document of claimed) {
        if (await this.#embed(this.embedder, document)) total++;
      }
      if (claimed.length < documentsAtOnce) break;
    }
    return total;
  }

  /** @returns whether it was; if not it will be tried again when its claim ends */
  async #embed(embedder: Embedder, document: ClaimedDocument): Promise<boolean> {
    try {
      const texts = passagesOf(document.body);
      // Every passage says what it is about: it will be found without its neighbours.
      const titled = texts.map((text) => `${document.title}. ${text}`);
      const vectors = await embedder.embed(titled, this.#end.signal);
      const passages = vectors.map((vector, part) => ({ text: texts[part] ?? '', vector }));
      return await this.store.save(embedder.model, { ...document, passages });
    } catch (error) {
      if (!this.#end.signal.aborted) {
        this.#logger.warn({ err: error as Error, id: document.id }, 'a document was not embedded');
      }
      return false;
    }
  }

  #schedule(pauseMs: number): void {
    if (this.#end.signal.aborted) return;
    this.#timer = setTimeout(() => {
      this.#sweeping = this.sweep().then(
        () => this.#schedule(idleMs * (0.5 + Math.random())),
        (error: unknown) => {
          this.#logger.warn({ err: error as Error }, 'a sweep failed');
          this.#schedule(idleMs * 5);
        },
      );
    }, pauseMs).unref();
  }
}
