import { CatalogClientModule } from '#catalog-client';
import { type Environment, getEnvironmentToken } from '#config';
import { Module } from '@nestjs/common';
import { Agent } from './agent.js';
import { BuiltinModel } from './models/builtin-model.js';
import { FailoverModel } from './models/failover-model.js';
import { type LanguageModel, languageModelToken } from './models/language-model.js';
import { OpenAiCompatibleModel } from './models/openai-compatible-model.js';
import { Retrieval } from './retrieval.js';

const chosenModel = (environment: Environment): LanguageModel => {
  const builtin = new BuiltinModel();
  const { LLM_PROVIDER, LLM_BASE_URL, LLM_MODEL } = environment;
  if (LLM_PROVIDER === 'builtin' || LLM_BASE_URL === undefined || LLM_MODEL === undefined) {
    return builtin;
  }
  const model = new OpenAiCompatibleModel({
    baseUrl: LLM_BASE_URL,
    apiKey: environment.LLM_API_KEY,
    model: LLM_MODEL,
    timeoutMs: environment.LLM_TIMEOUT_MS,
  });
  return new FailoverModel(model, builtin);
};

@Module({
  imports: [CatalogClientModule.forRoot()],
  providers: [
    Agent,
    Retrieval,
    { provide: languageModelToken, inject: [getEnvironmentToken()], useFactory: chosenModel },
  ],
  exports: [Agent],
})
export class AgentModule {}
