import { generateText, isStepCount, type LanguageModel, type ModelMessage, type ToolSet } from 'ai';
import { ModelTimeoutError } from './provider-guard.js';
import { addUsage, type ModelUsage, noUsage, usageOf } from './model-usage.js';

/** What a model is asked. */
export interface ModelRequest {
  /** Says the same over a tenant's turns, so that providers' prompt caches hit. */
  instructions: string;
  /** What changes, newest last. */
  messages: ModelMessage[];
  tools: ToolSet;
  temperature: number;
  maxOutputTokens: number;
}

/** Calls of the model within one request: each but the last asks tools. */
export const maxSteps = 4;

/** The model answered, but with nothing that can be said to a customer. */
export class UnusableAnswerError extends Error {}

/** A refusal in words: it answers nothing, and the embedded responder may. */
const refusal =
  /^(i['’]?m (very )?sorry,? (but )?)?(as an ai\b|i (can ?not|can['’]t|am unable to|won['’]t) (help|assist|comply|answer|provide|do that))/i;

const usable = (text: string, finishReason: string): string => {
  const said = text.trim();
  if (said === '') throw new UnusableAnswerError('The model answered with nothing');
  if (finishReason !== 'stop') {
    throw new UnusableAnswerError(`The model's answer ended early: ${finishReason}`);
  }
  if (refusal.test(said)) throw new UnusableAnswerError('The model refused to answer');
  return said;
};

/**
 * Asks a model once, tools included. `onUsage` hears of the tokens of every step, also of those before
 * a failure.
 * @throws ModelTimeoutError, UnusableAnswerError, or what the provider's client throws
 */
export const callModel = async (
  model: LanguageModel,
  request: ModelRequest,
  options: { timeoutMs: number; signal: AbortSignal; onUsage: (usage: ModelUsage) => void },
): Promise<string> => {
  const timeout = AbortSignal.timeout(options.timeoutMs);
  try {
    const { text, finishReason } = await generateText({
      ...request,
      model,
      // Anthropic caches what is marked; the others cache what comes first by themselves.
      instructions: {
        role: 'system',
        content: request.instructions,
        providerOptions: { anthropic: { cacheControl: { type: 'ephemeral' } } },
      },
      // Retries are the provider guard's, which knows when to stop.
      maxRetries: 0,
      stopWhen: isStepCount(maxSteps),
      abortSignal: AbortSignal.any([options.signal, timeout]),
      onStepEnd: ({ usage }) => options.onUsage(usageOf(usage)),
    });
    return usable(text, finishReason);
  } catch (error) {
    options.signal.throwIfAborted();
    if (timeout.aborted) throw new ModelTimeoutError('The model took too long', { cause: error });
    throw error;
  }
};

/** Sums up what the steps of calls took. */
export const usageMeter = (): { readonly total: ModelUsage; add: (usage: ModelUsage) => void } => {
  let total = noUsage;
  return {
    get total() {
      return total;
    },
    add: (usage) => {
      total = addUsage(total, usage);
    },
  };
};
