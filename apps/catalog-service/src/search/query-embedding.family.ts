import { defineFamily } from '#caching';

/** Questions' vectors, base64 of one signed byte a dimension. They depend on nothing a tenant has. */
export const queryEmbeddings = defineFamily<string>({
  name: 'query_embeddings',
  version: 1,
  ttlMs: 600_000,
});
