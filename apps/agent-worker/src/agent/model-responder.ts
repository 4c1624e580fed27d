import { inSpan } from '#observability';
import { Injectable } from '@nestjs/common';
import { type Turn } from '../turns/turn.js';
import { ContextBuilder } from './context/context-builder.js';
import { type PieceRecord } from './context/fit-pieces.js';
import { readAnswer, saysUnknown } from './context/prompt.js';
import { groundingViolations, type Violation } from './grounding/grounding-check.js';
import { type Material } from './material.js';
import { LanguageModels, type ModelOutcome } from './models/language-models.js';
import { type ModelRequest } from './models/model-call.js';
import { addUsage } from './models/model-usage.js';
import { type Finding } from './retrieval.js';
import { AgentTools, type ToolUse } from './tools/agent-tools.js';

/** What the models made of a question. */
export interface ModelReply {
  /**
   * - `answered`: `text` may be said, every claim in it is supported;
   * - `unknown`: the model says that nothing it was given answers;
   * - `ungrounded`: it claimed what no source supports, and again when told so;
   * - `hand_off`: it asked for a human, or its tools kept failing;
   * - the others: no model answered.
   */
  kind:
    | 'answered'
    | 'unknown'
    | 'ungrounded'
    | 'hand_off'
    | Exclude<ModelOutcome['because'], 'answered'>;
  text: string;
  /** Why a human should take over, where `kind` is `hand_off`. */
  reason: string;
  /** What tools found, besides the findings. */
  material: readonly Material[];
  /** 0 to 1; undefined where the model did not say. */
  selfReport: number | undefined;
  /** An answer had to be corrected before every claim was supported. */
  repaired: boolean;
  violations: readonly Violation[];
  outcome: ModelOutcome;
  ledger: readonly PieceRecord[];
}

/** Failed look-ups in one turn after which a human does better. */
const mostToolFailures = 2;

const correction = (violations: readonly Violation[]): string =>
  [
    'Your answer cannot be sent: neither the information nor the tools say the following.',
    ...violations.map(({ kind, claim }) => `- ${kind}: ${JSON.stringify(claim)}`),
    'Answer again without it, from the information alone, or reply UNKNOWN.',
  ].join('\n');

/** A token is about four characters of English, and fewer of other languages. */
const outputTokens = (characters: number): number => Math.ceil(characters / 2) + 20;

/** Asks a tenant's models, and lets nothing through that its sources do not support. */
@Injectable()
export class ModelResponder {
  constructor(
    private readonly models: LanguageModels,
    private readonly context: ContextBuilder,
    private readonly tools: AgentTools,
  ) {}

  /** Whether there is any model to ask. */
  has(turn: Turn): boolean {
    return this.models.areConfigured({ tenantId: turn.tenantId, ...turn.agent });
  }

  /** @throws only when `signal` aborts, or PostgreSQL does not answer */
  async reply(turn: Turn, findings: readonly Finding[], signal: AbortSignal): Promise<ModelReply> {
    const { tools, use } = this.tools.of(turn, signal);
    const { instructions, messages, ledger } = await inSpan('context prompt', {}, () =>
      this.context.build(turn, findings),
    );
    const request: ModelRequest = {
      ...{ instructions, messages, tools },
      temperature: turn.agent.temperature,
      maxOutputTokens: outputTokens(turn.agent.maxReplyCharacters),
    };
    const first = judge(turn, findings, use, await this.ask(turn, request, signal));
    if (first.kind !== 'ungrounded') return { ...first, ledger };
    const again = await this.ask(turn, corrected(request, first), signal);
    const outcome = {
      ...again,
      usage: addUsage(first.outcome.usage, again.usage),
      costUsd: first.outcome.costUsd + again.costUsd,
    };
    const second = judge(turn, findings, use, outcome);
    return { ...second, repaired: second.kind === 'answered', ledger };
  }

  private ask(turn: Turn, request: ModelRequest, signal: AbortSignal): Promise<ModelOutcome> {
    return this.models.ask({ tenantId: turn.tenantId, ...turn.agent }, request, signal);
  }
}

const corrected = (request: ModelRequest, { text, violations }: Judged): ModelRequest => ({
  ...request,
  messages: [
    ...request.messages,
    { role: 'assistant', content: text },
    { role: 'user', content: correction(violations) },
  ],
});

type Judged = Omit<ModelReply, 'ledger'>;

const groundsOf = (turn: Turn, findings: readonly Finding[], use: ToolUse): string[] => [
  ...findings.flatMap(({ material }) =>
    material.flatMap(({ text, source }) => [text, source.title]),
  ),
  ...use.material.flatMap(({ text, source }) => [text, source.title]),
  ...use.facts,
  turn.agent.instructions,
];

const judge = (
  turn: Turn,
  findings: readonly Finding[],
  use: ToolUse,
  outcome: ModelOutcome,
): Judged => {
  const { text, selfReport } = readAnswer(outcome.text ?? '');
  const judged: Judged = {
    ...{ kind: 'answered', text, selfReport, reason: '', repaired: false },
    ...{ violations: [], outcome, material: use.material },
  };
  if (use.handOff !== undefined)
    return { ...judged, kind: 'hand_off', reason: `model: ${use.handOff}` };
  if (use.failures >= mostToolFailures) {
    return { ...judged, kind: 'hand_off', reason: 'tool_failure' };
  }
  if (outcome.because !== 'answered') return { ...judged, kind: outcome.because };
  if (text === '' || saysUnknown(text)) return { ...judged, kind: 'unknown' };
  const names = [turn.tenantName, turn.agent.name, turn.customerName ?? ''];
  const violations = groundingViolations(text, { sources: groundsOf(turn, findings, use), names });
  return violations.length === 0 ? judged : { ...judged, kind: 'ungrounded', violations };
};
