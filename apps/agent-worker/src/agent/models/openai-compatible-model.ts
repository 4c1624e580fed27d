import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { generateText } from 'ai';
import { type Completion, type CompletionRequest, type LanguageModel } from './language-model.js';
import { promptMessages, systemPrompt } from './prompt.js';
import { shorten } from './shorten.js';

export interface OpenAiCompatibleOptions {
  baseUrl: string;
  apiKey: string | undefined;
  /** Used where the tenant names none. */
  model: string;
  timeoutMs: number;
}

/** Any endpoint that speaks OpenAI's chat completions: OpenAI, vLLM, Ollama, LiteLLM … */
export class OpenAiCompatibleModel implements LanguageModel {
  private readonly provider: ReturnType<typeof createOpenAICompatible>;

  constructor(private readonly options: OpenAiCompatibleOptions) {
    this.provider = createOpenAICompatible({
      name: 'openai-compatible',
      baseURL: options.baseUrl,
      ...(options.apiKey === undefined ? {} : { apiKey: options.apiKey }),
    });
  }

  async complete(request: CompletionRequest, signal: AbortSignal): Promise<Completion> {
    const name = request.agent.model ?? this.options.model;
    const { text, usage } = await generateText({
      model: this.provider(name),
      instructions: systemPrompt(request),
      messages: promptMessages(request),
      temperature: request.agent.temperature,
      maxRetries: 1,
      abortSignal: AbortSignal.any([signal, AbortSignal.timeout(this.options.timeoutMs)]),
    });
    if (text.trim() === '') throw new Error(`The model ${name} answered with nothing`);
    return {
      text: shorten(text.trim(), request.agent.maxReplyCharacters),
      model: `openai-compatible/${name}`,
      promptTokens: usage.inputTokens ?? 0,
      completionTokens: usage.outputTokens ?? 0,
    };
  }
}
