import { type Environment, InjectEnvironment, type ModelProvider } from '#config';
import { createAnthropic } from '@ai-sdk/anthropic';
import { createGoogleGenerativeAI } from '@ai-sdk/google';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { Injectable } from '@nestjs/common';
import { type LanguageModel } from 'ai';
import { type ModelName } from './model-name.js';

type MakeModel = (model: string) => LanguageModel;

const openAiCompatible = ({ LLM_BASE_URL, LLM_API_KEY }: Environment): MakeModel | undefined =>
  LLM_BASE_URL === undefined
    ? undefined
    : createOpenAICompatible({
        name: 'openai-compatible',
        baseURL: LLM_BASE_URL,
        ...(LLM_API_KEY === undefined ? {} : { apiKey: LLM_API_KEY }),
      });

const keyed = (
  create: (settings: { apiKey: string; baseURL?: string }) => MakeModel,
  apiKey: string | undefined,
  baseURL: string | undefined,
): MakeModel | undefined =>
  apiKey === undefined
    ? undefined
    : create({ apiKey, ...(baseURL === undefined ? {} : { baseURL }) });

/** The providers that the environment holds an endpoint or a key for. */
@Injectable()
export class ModelProviders {
  private readonly makers: Readonly<Record<ModelProvider, MakeModel | undefined>>;

  constructor(@InjectEnvironment() environment: Environment) {
    const { LLM_ANTHROPIC_API_KEY, LLM_ANTHROPIC_BASE_URL } = environment;
    const { LLM_GOOGLE_API_KEY, LLM_GOOGLE_BASE_URL } = environment;
    this.makers = {
      'openai-compatible': openAiCompatible(environment),
      anthropic: keyed(createAnthropic, LLM_ANTHROPIC_API_KEY, LLM_ANTHROPIC_BASE_URL),
      google: keyed(createGoogleGenerativeAI, LLM_GOOGLE_API_KEY, LLM_GOOGLE_BASE_URL),
    };
  }

  /** Undefined: the provider is not configured. */
  find({ provider, model }: ModelName): LanguageModel | undefined {
    return this.makers[provider]?.(model);
  }
}
