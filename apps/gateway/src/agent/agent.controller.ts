import { CacheResponse } from '#caching';
import { Body, Controller, Get, Patch, UseInterceptors } from '@nestjs/common';
import { ChangeAudit } from '../audit/change-audit.interceptor.js';
import { CurrentTenant, tenantOf } from '../auth/principal.js';
import { Members, Roles } from '../auth/route-access.js';
import { EntityTags } from '../http/entity-tags.interceptor.js';
import { IfMatch } from '../http/if-match.js';
import { readQuery, readQueryOf } from '../http/read-query.js';
import { Describe } from '../openapi/operation.js';
import {
  type AgentChanges,
  agentChanges,
  type AgentConfiguration,
  agentConfiguration,
} from './agent.schemas.js';
import { agentConfigurations, AgentService } from './agent.service.js';

@UseInterceptors(EntityTags, ChangeAudit)
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
  @Describe('How the agent speaks, decides and hands over', {
    answer: agentConfiguration,
    query: readQuery,
  })
  get(@CurrentTenant() tenantId: string): Promise<AgentConfiguration> {
    return this.agent.get(tenantId);
  }

  /** Null clears what may be null; what is left out stays. */
  @Patch()
  @Roles('owner')
  @Describe('Changes what is named; null clears what may be null', {
    answer: agentConfiguration,
    problems: ['precondition_failed'],
  })
  change(
    @CurrentTenant() tenantId: string,
    @IfMatch() ifMatch: string | undefined,
    @Body({ schema: agentChanges }) changes: AgentChanges,
  ): Promise<AgentConfiguration> {
    return this.agent.change(tenantId, changes, ifMatch);
  }
}
