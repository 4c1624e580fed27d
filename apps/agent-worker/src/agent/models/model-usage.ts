import { type ModelPrice } from '#config';
import { type LanguageModelUsage } from 'ai';

/** Tokens that calls of a model took. */
export interface ModelUsage {
  promptTokens: number;
  /** Those of `promptTokens` that the provider had cached. */
  cachedPromptTokens: number;
  completionTokens: number;
}

export const noUsage: ModelUsage = { promptTokens: 0, cachedPromptTokens: 0, completionTokens: 0 };

/** What a provider reported; a number it leaves out counts as 0, cached ones as part of the prompt. */
export const usageOf = (usage: LanguageModelUsage): ModelUsage => {
  const promptTokens = usage.inputTokens ?? 0;
  return {
    promptTokens,
    cachedPromptTokens: Math.min(promptTokens, usage.inputTokenDetails.cacheReadTokens ?? 0),
    completionTokens: usage.outputTokens ?? 0,
  };
};

export const addUsage = (one: ModelUsage, other: ModelUsage): ModelUsage => ({
  promptTokens: one.promptTokens + other.promptTokens,
  cachedPromptTokens: one.cachedPromptTokens + other.cachedPromptTokens,
  completionTokens: one.completionTokens + other.completionTokens,
});

/** In US dollars; a model without a price, such as one's own, costs nothing. */
export const costUsd = (price: ModelPrice | undefined, usage: ModelUsage): number => {
  if (price === undefined) return 0;
  const { promptTokens, cachedPromptTokens, completionTokens } = usage;
  return (
    ((promptTokens - cachedPromptTokens) * price.input +
      cachedPromptTokens * (price.cachedInput ?? price.input) +
      completionTokens * price.output) /
    1_000_000
  );
};
