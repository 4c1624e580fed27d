import { extname } from 'node:path';
import { Piscina } from 'piscina';
import { type Embedder } from './embedder.js';
import { unitVector } from './vectors.js';

/** Compiled beside this file, or as it is written where this file runs as it is written. */
const worker = new URL(`./builtin.worker${extname(import.meta.url)}`, import.meta.url).href;

/** The model reads no more of a text; a longer one costs time and changes nothing. */
const maxCharacters = 2_000;
/** A thread holds some 200 MB: it goes when nothing was asked for this long. */
const idleMs = 300_000;

export interface BuiltinEmbedderOptions {
  /** How many texts are worked on at the same time; each thread loads the model. Default 1. */
  threads?: number;
}

/**
 * Sentence embeddings without a key and without network: a model of 512 dimensions for English that
 * comes as an npm package (the Universal Sentence Encoder, Cer et al. 2018), off the event loop. Of
 * other languages it understands the words they share with English.
 */
export class BuiltinEmbedder implements Embedder {
  readonly model = 'builtin/en-512';
  readonly #pool: Piscina<string, number[]>;

  constructor({ threads = 1 }: BuiltinEmbedderOptions = {}) {
    this.#pool = new Piscina({
      filename: worker,
      minThreads: 0,
      maxThreads: threads,
      idleTimeout: idleMs,
      // Jest's own loaders are not for the thread.
      execArgv: [],
    });
  }

  async embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]> {
    const vectors: Float32Array[] = [];
    // One by one: many take no less time together, and a question is not kept waiting by them.
    for (const text of texts) {
      vectors.push(unitVector(await this.#pool.run(readable(text), { signal })));
    }
    return vectors;
  }

  async close(): Promise<void> {
    await this.#pool.close({ force: true });
  }
}

/** The model fails on a text without any sign. */
const readable = (text: string): string => text.slice(0, maxCharacters) || ' ';
