import { type CacheFamily, defineFamily, Evicts, InjectFamily } from '#caching';
import { ChangeFeed, forgetChanged } from '#changes';
import { AgentConfigurationEntity } from '#persistence';
import { Injectable } from '@nestjs/common';
import { TenantScope } from '../tenancy/tenant-scope.js';
import { type AgentChanges, type AgentConfiguration } from './agent.schemas.js';

/** One a tenant. Workers do not read it here: it comes along with the turn, in the same statement. */
export const agentConfigurations = defineFamily<AgentConfiguration>({
  name: 'agent_config',
  version: 2,
  ttlMs: 300_000,
});

const toAgentConfiguration = (row: AgentConfigurationEntity): AgentConfiguration => ({
  name: row.name,
  tone: row.tone,
  instructions: row.instructions,
  model: row.model,
  fallbackModels: row.fallbackModels,
  dailyTokenBudget: row.dailyTokenBudget,
  dailyCostBudgetUsd: row.dailyCostBudgetUsd,
  temperature: row.temperature,
  maxReplyCharacters: row.maxReplyCharacters,
  confidenceThreshold: row.confidenceThreshold,
  maxLowConfidenceTurns: row.maxLowConfidenceTurns,
  handoffRules: row.handoffRules,
  handoffTopics: row.handoffTopics,
  handoffKeywords: row.handoffKeywords,
  turnWindowMs: row.turnWindowMs,
  newMessagePolicy: row.newMessagePolicy,
  businessHours: row.businessHours,
  updatedAt: row.updatedAt.toISOString(),
});

/** How a tenant's agent speaks, decides and hands over. Every tenant has one from its start. */
@Injectable()
export class AgentService {
  constructor(
    private readonly scope: TenantScope,
    @InjectFamily(agentConfigurations) cache: CacheFamily<AgentConfiguration>,
    changes: ChangeFeed,
  ) {
    changes.on('agent', async (change) => {
      if (change.tenantId !== null) await forgetChanged(cache, change.tenantId, change);
    });
  }

  async get(tenantId: string): Promise<AgentConfiguration> {
    return toAgentConfiguration(await this.scope.of(tenantId, AgentConfigurationEntity).get({}));
  }

  @Evicts(agentConfigurations, 'changed', (tenantId: string) => ({ scope: tenantId }))
  async change(
    tenantId: string,
    changes: AgentChanges,
    ifMatch?: string,
  ): Promise<AgentConfiguration> {
    await this.scope
      .of(tenantId, AgentConfigurationEntity)
      .changing({}, ifMatch, toAgentConfiguration, (rows) => rows.update({}, changes));
    return this.get(tenantId);
  }
}
