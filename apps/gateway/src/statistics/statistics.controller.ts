import { QueryBudget } from '#relations';
import { Controller, Get, Query } from '@nestjs/common';
import { CurrentTenant } from '../auth/principal.js';
import { Members } from '../auth/route-access.js';
import {
  agentFigures,
  type AgentFigures,
  conversationFigures,
  type ConversationFigures,
} from './counted.js';
import { type Period, periodQuery, type PeriodQuery } from './period.js';
import { StatisticsService } from './statistics.service.js';

@Members()
@Controller('v1/statistics')
export class StatisticsController {
  constructor(private readonly statistics: StatisticsService) {}

  @Get('conversations')
  @QueryBudget(1)
  async conversations(
    @CurrentTenant() tenantId: string,
    @Query({ schema: periodQuery }) { from, to, useCache }: PeriodQuery,
  ): Promise<Period & ConversationFigures> {
    const counted = await this.statistics.over(tenantId, { from, to }, { useCache });
    return { from, to, ...conversationFigures(counted) };
  }

  @Get('agent')
  @QueryBudget(1)
  async agent(
    @CurrentTenant() tenantId: string,
    @Query({ schema: periodQuery }) { from, to, useCache }: PeriodQuery,
  ): Promise<Period & AgentFigures> {
    const counted = await this.statistics.over(tenantId, { from, to }, { useCache });
    return { from, to, ...agentFigures(counted) };
  }
}
