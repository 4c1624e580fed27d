import { aPageOf, type KnowledgeEntry, knowledgeEntry, type Page } from '#contracts';
import { Body, Controller, Get, HttpCode, Post, Query, UseInterceptors } from '@nestjs/common';
import { CurrentTenant } from '../auth/principal.js';
import { Members, Roles } from '../auth/route-access.js';
import { ResourceId } from '../http/resource-id.js';
import { TenantIdempotency } from '../idempotency/tenant-idempotency.js';
import { Describe } from '../openapi/operation.js';
import {
  type DraftInput,
  draftInput,
  type QuestionQuery,
  questionQuery,
} from './questions.schemas.js';
import {
  QuestionsService,
  type UnansweredQuestion,
  unansweredQuestion,
} from './questions.service.js';

@UseInterceptors(TenantIdempotency)
@Controller('v1/unanswered-questions')
export class QuestionsController {
  constructor(private readonly questions: QuestionsService) {}

  /** Newest first. */
  @Get()
  @Members()
  @Describe('What nothing answered, newest first', { answer: aPageOf(unansweredQuestion) })
  list(
    @CurrentTenant() tenantId: string,
    @Query({ schema: questionQuery }) query: QuestionQuery,
  ): Promise<Page<UnansweredQuestion>> {
    return this.questions.list(tenantId, query);
  }

  /** Makes an inactive knowledge entry of it. */
  @Post(':id/draft')
  @Roles('owner', 'operator')
  @Describe('Makes an inactive knowledge entry of it', { answer: knowledgeEntry })
  draft(
    @CurrentTenant() tenantId: string,
    @ResourceId() id: string,
    @Body({ schema: draftInput }) input: DraftInput,
  ): Promise<KnowledgeEntry> {
    return this.questions.draft(tenantId, id, input);
  }

  @Post(':id/dismiss')
  @HttpCode(204)
  @Roles('owner', 'operator')
  @Describe('Puts a question aside')
  dismiss(@CurrentTenant() tenantId: string, @ResourceId() id: string): Promise<void> {
    return this.questions.dismiss(tenantId, id);
  }
}
