import { QueryBudget } from '#relations';
import { Controller, Get, Query } from '@nestjs/common';
import { CurrentTenant } from '../auth/principal.js';
import { Members } from '../auth/route-access.js';
import { Describe } from '../openapi/operation.js';
import {
  agentFigures,
  type AgentFigures,
  conversationFigures,
  type ConversationFigures,
} from './counted.js';
import { type Period, periodQuery, type PeriodQuery } from './period.js';
import { agentStatistics, conversationStatistics } from './statistics.answers.js';
import { StatisticsService } from './statistics.service.js';

@Members()
@Controller('v1/statistics')
export class StatisticsController {
  constructor(private readonly statistics: StatisticsService) {}

  @Get('conversations')
  @QueryBudget(1)
  @Describe('Figures of conversations', { answer: conversationStatistics })
  async conversations(
    @CurrentTenant() tenantId: string,
    @Query({ schema: periodQuery }) { from, to, useCache }: PeriodQuery,
  ): Promise<Period & ConversationFigures> {
    const counted = await this.statistics.over(tenantId, { from, to }, { useCache });
    return { from, to, ...conversationFigures(counted) };
  }

  @Get('agent')
  @QueryBudget(1)
  @Describe('Figures of the agent', { answer: agentStatistics })
  async agent(
    @CurrentTenant() tenantId: string,
    @Query({ schema: periodQuery }) { from, to, useCache }: PeriodQuery,
  ): Promise<Period & AgentFigures> {
    const counted = await this.statistics.over(tenantId, { from, to }, { useCache });
    return { from, to, ...agentFigures(counted) };
  }
}
