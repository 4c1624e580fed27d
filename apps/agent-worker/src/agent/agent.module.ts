import { CatalogClientModule } from '#catalog-client';
import { Module } from '@nestjs/common';
import { Agent } from './agent.js';
import { LanguageModels } from './models/language-models.js';
import { ModelBudget } from './models/model-budget.js';
import { ModelProviders } from './models/model-providers.js';
import { Retrieval } from './retrieval.js';

@Module({
  imports: [CatalogClientModule.forRoot()],
  providers: [Agent, Retrieval, LanguageModels, ModelBudget, ModelProviders],
  exports: [Agent],
})
export class AgentModule {}
