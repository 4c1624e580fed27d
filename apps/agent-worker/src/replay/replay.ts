import { type Source } from '#contracts';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Agent } from '../agent/agent.js';
import { type AgentSettings } from '../turns/turn.js';
import { type PastTurn, readPastTurn } from './past-turn.js';

type Answered = PastTurn['answer'];

/** What would be answered now, beside what was. */
export interface Replay {
  question: string;
  before: Answered;
  after: Answered;
  /** What of the answer differs; empty: it is the same. */
  differences: (keyof Answered)[];
}

/** What to try instead of the tenant's settings. */
export type ReplayChanges = Partial<Pick<AgentSettings, 'instructions' | 'model' | 'temperature'>>;

const cited = (sources: readonly Source[]): string =>
  sources
    .map(({ type, id }) => `${type}:${id}`)
    .toSorted()
    .join();

const differencesOf = (before: Answered, after: Answered): (keyof Answered)[] => [
  ...(before.text === after.text ? [] : ['text' as const]),
  ...(cited(before.sources) === cited(after.sources) ? [] : ['sources' as const]),
  ...(Math.abs(before.confidence - after.confidence) < 0.005 ? [] : ['confidence' as const]),
  ...(before.handoffReason === after.handoffReason ? [] : ['handoffReason' as const]),
  ...(before.model === after.model ? [] : ['model' as const]),
];

/**
 * Answers a past turn again: with the knowledge, settings and models of now, or with other ones that
 * are only tried. Nothing is stored or sent, and the tenant's budget is left alone.
 */
@Injectable()
export class Replayer {
  constructor(
    private readonly agent: Agent,
    @InjectDataSource() private readonly database: DataSource,
  ) {}

  /** @throws Problem `not_found` */
  async replay(
    interaction: { tenantId: string; interactionId: string },
    changes: ReplayChanges = {},
  ): Promise<Replay> {
    const { turn, answer: before } = await readPastTurn(this.database, interaction);
    const noBudget = { dailyTokenBudget: null, dailyCostBudgetUsd: null };
    const settings = { ...turn.agent, ...changes, ...noBudget };
    const { text, sources, confidence, handoffReason, model } = await this.agent.answer(
      { ...turn, agent: settings },
      new AbortController().signal,
    );
    const after = { text, sources, confidence, handoffReason, model };
    const question = turn.unanswered.map((message) => message.text).join('\n');
    return { question, before, after, differences: differencesOf(before, after) };
  }
}
