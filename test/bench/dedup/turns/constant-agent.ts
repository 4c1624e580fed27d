import { Module } from '@nestjs/common';
import { Agent } from '../../../../apps/agent-worker/src/agent/agent.js';
import { type Answer } from '../../../../apps/agent-worker/src/turns/turn.js';

const answer: Answer = {
  text: 'We are open from nine to five.',
  sources: [],
  intents: ['question'],
  confidence: 1,
  known: true,
  handoffReason: null,
  model: 'constant',
  promptTokens: 0,
  cachedPromptTokens: 0,
  completionTokens: 0,
  costUsd: 0,
};

/** Answers at once: what is left of a turn is its bookkeeping. */
@Module({
  providers: [{ provide: Agent, useValue: { answer: () => Promise.resolve(answer) } }],
  exports: [Agent],
})
export class ConstantAgentModule {}
