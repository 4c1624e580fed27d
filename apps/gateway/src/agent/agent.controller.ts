import { CacheResponse } from '#caching';
import { Body, Controller, Get, Patch, UseInterceptors } from '@nestjs/common';
import { ChangeAudit } from '../audit/change-audit.interceptor.js';
import { CurrentTenant, tenantOf } from '../auth/principal.js';
import { Members, Roles } from '../auth/route-access.js';
import { readQueryOf } from '../http/read-query.js';
import { type AgentChanges, agentChanges } from './agent.schemas.js';
import { type AgentConfiguration, agentConfigurations, AgentService } from './agent.service.js';

@UseInterceptors(ChangeAudit)
@Controller('v1/agent')
export class AgentController {
  constructor(private readonly agent: AgentService) {}

  @Get()
  @Members()
  @CacheResponse(agentConfigurations, (context) => ({
    scope: tenantOf(context),
    id: 'configuration',
    ...readQueryOf(context),
  }))
  get(@CurrentTenant() tenantId: string): Promise<AgentConfiguration> {
    return this.agent.get(tenantId);
  }

  /** Null clears what may be null; what is left out stays. */
  @Patch()
  @Roles('owner')
  change(
    @CurrentTenant() tenantId: string,
    @Body({ schema: agentChanges }) changes: AgentChanges,
  ): Promise<AgentConfiguration> {
    return this.agent.change(tenantId, changes);
  }
}
