import { CatalogClient } from '#catalog-client';
import { type KnowledgeEntry, type Page, Problem } from '#contracts';
import { MessageEntity, questionStates, UnansweredQuestionEntity } from '#persistence';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { newestFirst, pageOf } from '../tenancy/keyset.js';
import { TenantScope } from '../tenancy/tenant-scope.js';
import { type DraftInput, type QuestionQuery } from './questions.schemas.js';

/** What a customer asked and nothing answered. */
export const unansweredQuestion = z
  .object({
    id: z.uuid(),
    conversationId: z.uuid(),
    text: z.string(),
    language: z.string(),
    state: z.enum(questionStates),
    knowledgeId: z.uuid().nullable().describe('The entry that was drafted from it'),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'UnansweredQuestion' });
export type UnansweredQuestion = z.output<typeof unansweredQuestion>;

const toQuestion = (row: UnansweredQuestionEntity): UnansweredQuestion => ({
  id: row.id,
  conversationId: row.conversationId,
  text: row.text,
  language: row.language,
  state: row.state,
  knowledgeId: row.knowledgeId,
  createdAt: row.createdAt.toISOString(),
});

const longestTitle = 300;

/** Turns what the agent could not answer into what it can. */
@Injectable()
export class QuestionsService {
  constructor(
    private readonly scope: TenantScope,
    private readonly catalog: CatalogClient,
  ) {}

  async list(
    tenantId: string,
    { state, ...request }: QuestionQuery,
  ): Promise<Page<UnansweredQuestion>> {
    const query = this.scope
      .of(tenantId, UnansweredQuestionEntity)
      .select()
      .andWhere('row.state = :state', { state });
    const { items, nextCursor } = await pageOf(query, newestFirst, request);
    return { items: items.map(toQuestion), nextCursor };
  }

  async dismiss(tenantId: string, id: string): Promise<void> {
    await this.scope.of(tenantId, UnansweredQuestionEntity).update({ id }, { state: 'dismissed' });
  }

  /**
   * Makes an inactive entry of it, for somebody to read and switch on. Its external id is the
   * question's, so that no question makes two.
   * @throws Problem `not_found`; `unprocessable` when nothing was given and nobody has answered;
   *   `conflict` when it was drafted before
   */
  async draft(tenantId: string, id: string, input: DraftInput): Promise<KnowledgeEntry> {
    const questions = this.scope.of(tenantId, UnansweredQuestionEntity);
    const question = await questions.get({ id });
    const content = input.content ?? (await this.answerOf(tenantId, question));
    if (content === undefined) {
      throw new Problem('unprocessable', 'Nobody has answered the question: give `content`.');
    }
    const entry = await this.catalog.call('createKnowledge', {
      tenantId,
      input: {
        ...{ externalId: `question-${id}`, type: input.type, content, active: false },
        title: input.title ?? question.text.slice(0, longestTitle),
        language: question.language,
      },
    });
    await questions.update({ id }, { state: 'drafted', knowledgeId: entry.id });
    return entry;
  }

  /** What the first operator wrote after the question was asked. */
  private async answerOf(
    tenantId: string,
    { conversationId, createdAt }: UnansweredQuestionEntity,
  ): Promise<string | undefined> {
    const reply = await this.scope
      .of(tenantId, MessageEntity)
      .select()
      .andWhere('row.conversationId = :conversationId', { conversationId })
      .andWhere(`row.author = 'operator' AND row.createdAt >= :createdAt`, { createdAt })
      .orderBy('row.sequence')
      .limit(1)
      .getOne();
    return reply?.text;
  }
}
