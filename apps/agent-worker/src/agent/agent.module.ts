import { CatalogClientModule } from '#catalog-client';
import { Module } from '@nestjs/common';
import { Agent } from './agent.js';
import { ContextBuilder } from './context/context-builder.js';
import { CustomerFactsReader } from './context/customer-facts.js';
import { ModelResponder } from './model-responder.js';
import { LanguageModels } from './models/language-models.js';
import { ModelBudget } from './models/model-budget.js';
import { ModelProviders } from './models/model-providers.js';
import { Retrieval } from './retrieval.js';
import { AgentTools } from './tools/agent-tools.js';

@Module({
  imports: [CatalogClientModule.forRoot()],
  providers: [
    Agent,
    Retrieval,
    ModelResponder,
    ContextBuilder,
    CustomerFactsReader,
    AgentTools,
    LanguageModels,
    ModelBudget,
    ModelProviders,
  ],
  exports: [Agent],
})
export class AgentModule {}
