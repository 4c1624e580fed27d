export { BuiltinEmbedder } from './builtin-embedder.js';
export { type Embedder } from './embedder.js';
export { EmbeddingsModule, InjectEmbedder } from './embeddings.module.js';
export { quantised, unitVector } from './vectors.js';
