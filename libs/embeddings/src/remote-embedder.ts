import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { embedMany, type EmbeddingModel } from 'ai';
import { type Embedder } from './embedder.js';
import { unitVector } from './vectors.js';

export interface RemoteEmbedderOptions {
  /** Of an OpenAI-compatible API, such as `https://api.openai.com/v1`. */
  baseUrl: string;
  model: string;
  apiKey?: string;
  /** A request that takes longer has failed. Default 10 s. */
  timeoutMs?: number;
}

/** Embeddings of any OpenAI-compatible endpoint: OpenAI, vLLM, Ollama, LiteLLM. */
export class RemoteEmbedder implements Embedder {
  readonly model: string;
  readonly #source: EmbeddingModel;
  readonly #timeoutMs: number;

  constructor({ baseUrl, model, apiKey, timeoutMs = 10_000 }: RemoteEmbedderOptions) {
    // The host as well: the same name may mean another model elsewhere.
    this.model = `${new URL(baseUrl).host}/${model}`;
    this.#timeoutMs = timeoutMs;
    this.#source = createOpenAICompatible({
      name: 'embeddings',
      baseURL: baseUrl,
      apiKey,
    }).embeddingModel(model);
  }

  async embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]> {
    const timeout = AbortSignal.timeout(this.#timeoutMs);
    const { embeddings } = await embedMany({
      model: this.#source,
      values: texts.map((text) => text || ' '),
      abortSignal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
      maxRetries: 1,
    });
    return embeddings.map(unitVector);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
