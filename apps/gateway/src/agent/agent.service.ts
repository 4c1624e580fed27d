import { AgentConfigurationEntity } from '#persistence';
import { Injectable } from '@nestjs/common';
import { TenantScope } from '../tenancy/tenant-scope.js';
import { type AgentChanges } from './agent.schemas.js';

export type AgentConfiguration = Required<AgentChanges> & { updatedAt: string };

const toAgentConfiguration = (row: AgentConfigurationEntity): AgentConfiguration => ({
  name: row.name,
  tone: row.tone,
  instructions: row.instructions,
  model: row.model,
  fallbackModels: row.fallbackModels,
  temperature: row.temperature,
  maxReplyCharacters: row.maxReplyCharacters,
  confidenceThreshold: row.confidenceThreshold,
  maxLowConfidenceTurns: row.maxLowConfidenceTurns,
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
  constructor(private readonly scope: TenantScope) {}

  async get(tenantId: string): Promise<AgentConfiguration> {
    return toAgentConfiguration(await this.scope.of(tenantId, AgentConfigurationEntity).get({}));
  }

  async change(tenantId: string, changes: AgentChanges): Promise<AgentConfiguration> {
    await this.scope.of(tenantId, AgentConfigurationEntity).update({}, changes);
    return this.get(tenantId);
  }
}
