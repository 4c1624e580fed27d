import { type CatalogClient } from '#catalog-client';
import { type Environment } from '#config';
import { type DataSource } from 'typeorm';
import { Agent } from '../src/agent/agent.js';
import { ContextBuilder } from '../src/agent/context/context-builder.js';
import { CustomerFactsReader } from '../src/agent/context/customer-facts.js';
import { ModelResponder } from '../src/agent/model-responder.js';
import { LanguageModels } from '../src/agent/models/language-models.js';
import { ModelBudget } from '../src/agent/models/model-budget.js';
import { ModelProviders } from '../src/agent/models/model-providers.js';
import { Retrieval } from '../src/agent/retrieval.js';
import { AgentTools } from '../src/agent/tools/agent-tools.js';

/** The agent as `AgentModule` puts it together. */
export const createAgent = (
  catalog: CatalogClient,
  database: DataSource,
  environment: Environment,
): Agent => {
  const customers = new CustomerFactsReader(database);
  const models = new LanguageModels(
    new ModelProviders(environment),
    new ModelBudget(database),
    environment,
  );
  const responder = new ModelResponder(
    models,
    new ContextBuilder(customers),
    new AgentTools(catalog, customers),
  );
  return new Agent(new Retrieval(catalog), responder);
};
