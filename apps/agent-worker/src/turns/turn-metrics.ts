import { atMost, Metrics } from '#observability';
import { Injectable } from '@nestjs/common';
import { type Answer, type TurnRecord } from './turn.js';

/**
 * `superseded` started over for a newer message; `discarded` taken over when it was to commit; `lost`
 * its lease while it worked; `failed` tried again later; `abandoned` given up.
 */
const outcomes = ['answered', 'superseded', 'discarded', 'lost', 'failed', 'abandoned'] as const;
/** Reasons that alerts are made of: there from the start, so that the first one is a change. */
const watched = ['answer_failed', 'budget_spent', 'low_confidence'];
/** Says how a turn ended; only the first word counts. */
export type EndTurn = (outcome: (typeof outcomes)[number]) => void;

/** Tenants choose models, and topics that go to a human. */
const mostNames = 50;

@Injectable()
export class TurnMetrics {
  private readonly seconds = this.metrics.latency(
    'turn_seconds',
    'From the beginning of a turn to its commit, or to its other end.',
    [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    ['outcome'],
  );
  private readonly sqlStatements = this.metrics.histogram(
    'turn_sql_statements',
    'SQL statements of an answered turn, those of catalog-service included.',
    [1, 2, 3, 4, 5, 6, 8, 10, 15, 25, 50],
  );
  private readonly tokens = this.metrics.counter('llm_tokens_total', 'Tokens of answered turns.', [
    'model',
    'kind',
  ]);
  private readonly cost = this.metrics.counter(
    'llm_cost_usd_total',
    'What the models of answered turns cost, in US dollars.',
    ['model'],
  );
  private readonly handoffs = this.metrics.counter(
    'handoffs_total',
    'Answered turns that handed the conversation to a human, by why.',
    ['reason'],
  );
  private readonly modelLabel = atMost(mostNames);
  private readonly reasonLabel = atMost(mostNames);

  constructor(private readonly metrics: Metrics) {
    for (const outcome of outcomes) this.seconds.zero({ outcome });
    for (const reason of watched) this.handoffs.inc({ reason: this.reasonLabel(reason) }, 0);
  }

  /** Times a turn. One that throws has failed; one that says nothing was none. */
  async time<Result>(turn: (end: EndTurn) => Promise<Result>): Promise<Result> {
    const startedAt = performance.now();
    let ended = false;
    const end: EndTurn = (outcome) => {
      if (!ended) this.seconds.observe((performance.now() - startedAt) / 1000, { outcome });
      ended = true;
    };
    try {
      return await turn(end);
    } catch (error) {
      end('failed');
      throw error;
    }
  }

  /** A turn's reply is decided. */
  committed(
    { model: name, handoffReason, ...answer }: Answer,
    { sqlStatements }: TurnRecord,
  ): void {
    const { promptTokens, cachedPromptTokens, completionTokens, costUsd } = answer;
    const model = this.modelLabel(name);
    if (handoffReason !== null) this.handoffs.inc({ reason: this.reasonLabel(handoffReason) });
    this.sqlStatements.observe(sqlStatements);
    this.tokens.inc({ model, kind: 'prompt' }, promptTokens);
    this.tokens.inc({ model, kind: 'cached_prompt' }, cachedPromptTokens);
    this.tokens.inc({ model, kind: 'completion' }, completionTokens);
    this.cost.inc({ model }, costUsd);
  }
}
