import { type ModelProvider, modelProviders } from '#config';

/** A model as the provider knows it, such as `meta-llama/Llama-3` of `openai-compatible`. */
export interface ModelName {
  provider: ModelProvider;
  model: string;
}

const isProvider = (name: string): name is ModelProvider =>
  (modelProviders as readonly string[]).includes(name);

/**
 * Reads `provider/model`; a name without a provider is one of `usual`.
 * Undefined: the embedded responder, which is no language model.
 */
export const parseModelName = (
  name: string,
  usual: ModelProvider | 'builtin',
): ModelName | undefined => {
  if (name === 'builtin') return undefined;
  const slash = name.indexOf('/');
  const prefix = name.slice(0, Math.max(0, slash));
  if (isProvider(prefix)) return { provider: prefix, model: name.slice(slash + 1) };
  return usual === 'builtin' ? undefined : { provider: usual, model: name };
};

export const modelNameText = ({ provider, model }: ModelName): string => `${provider}/${model}`;
