import { type Source } from '#contracts';
import { Injectable } from '@nestjs/common';
import { type Answer, type Turn } from '../turns/turn.js';
import { embeddedReply } from './embedded-reply.js';
import { LanguageModels, type ModelOutcome } from './models/language-models.js';
import { modelRequest } from './context/prompt.js';
import { shorten } from './shorten.js';
import { noUsage } from './models/model-usage.js';
import { phrases } from './phrases.js';
import { questionsOf } from './questions.js';
import { type Finding, Retrieval } from './retrieval.js';
import { type Intent, intentOf, listedTerm } from './small-talk.js';

/** A reply in the agent's own words: it answers nothing, so it cites nothing. */
const plain = (text: string, intents: string[], rest: Partial<Answer> = {}): Answer => ({
  text,
  intents,
  sources: [],
  confidence: 1,
  known: true,
  handoffReason: null,
  model: 'builtin',
  ...noUsage,
  costUsd: 0,
  ...rest,
});

/** What models took is on the record even where none of them answered. */
const spent = ({ text, model, usage, costUsd }: ModelOutcome): Partial<Answer> => ({
  ...usage,
  costUsd,
  ...(text === undefined || model === undefined ? {} : { model }),
});

const distinct = (sources: Source[]): Source[] => [
  ...new Map(sources.map((source) => [`${source.type}:${source.id}`, source])).values(),
];

/**
 * Decides what to say: hands over when asked to, answers from what the tenant's catalog and
 * knowledge hold, and says honestly when they hold nothing. The model only words the answer.
 */
@Injectable()
export class Agent {
  constructor(
    private readonly retrieval: Retrieval,
    private readonly models: LanguageModels,
  ) {}

  /** @throws when neither retrieval nor any model answers, or `signal` aborts */
  async answer(turn: Turn, signal: AbortSignal): Promise<Answer> {
    const texts = turn.unanswered.map(({ text }) => text);
    const handoffReason = this.handoffReason(turn, texts);
    if (handoffReason !== undefined) {
      return plain(phrases.handoff(), ['handoff'], { handoffReason });
    }
    const questions = questionsOf(texts);
    return questions.length === 0
      ? this.smallTalk(turn, texts)
      : this.answerQuestions(turn, questions, signal);
  }

  /** What is said when answering keeps failing: honest, and a human takes over. */
  holdingReply(_turn: Turn): Answer {
    return plain(phrases.holding(), ['unavailable'], {
      confidence: 0,
      known: false,
      handoffReason: 'answer_failed',
    });
  }

  private handoffReason({ agent }: Turn, texts: string[]): string | undefined {
    for (const text of texts) {
      if (intentOf(text) === 'human') return 'customer_asked';
      const keyword = listedTerm(text, agent.handoffKeywords);
      if (keyword !== undefined) return `keyword: ${keyword}`;
      const topic = listedTerm(text, agent.handoffTopics);
      if (topic !== undefined) return `topic: ${topic}`;
    }
    return undefined;
  }

  private smallTalk(turn: Turn, texts: string[]): Answer {
    const intents = new Set<Intent>(texts.filter((text) => text.trim() !== '').map(intentOf));
    if (intents.size === 0) return plain(phrases.attachment(), ['attachment']);
    if (intents.has('thanks')) return plain(phrases.thanks(), ['thanks']);
    const { customerName, agent, tenantName } = turn;
    return plain(phrases.greeting(customerName, agent.name, tenantName), ['greeting']);
  }

  private async answerQuestions(
    turn: Turn,
    questions: string[],
    signal: AbortSignal,
  ): Promise<Answer> {
    const findings = await Promise.all(
      questions.map((question) => this.retrieval.find(turn, question, signal)),
    );
    const known = findings.filter(
      ({ confidence, material }) =>
        material.length > 0 && confidence >= turn.agent.confidenceThreshold,
    );
    return known.length === 0
      ? this.unknown(turn, findings)
      : this.word(turn, findings, known, signal);
  }

  private unknown({ agent, lowConfidenceTurns }: Turn, findings: Finding[]): Answer {
    const confidence = Math.max(...findings.map((finding) => finding.confidence));
    const handOver = lowConfidenceTurns + 1 >= agent.maxLowConfidenceTurns;
    return plain(handOver ? phrases.lowConfidence() : phrases.unknown(), ['question'], {
      confidence,
      known: false,
      handoffReason: handOver ? 'low_confidence' : null,
    });
  }

  private async word(
    turn: Turn,
    findings: Finding[],
    known: Finding[],
    signal: AbortSignal,
  ): Promise<Answer> {
    const { tenantId, agent } = turn;
    const outcome = await this.models.ask(
      { tenantId, ...agent },
      modelRequest(turn, known),
      signal,
    );
    const text = outcome.text ?? embeddedReply(known, agent.maxReplyCharacters);
    const complete = known.length === findings.length;
    const answer = shorten(text, agent.maxReplyCharacters);
    return {
      ...plain(complete ? answer : `${answer}\n\n${phrases.unknown()}`, ['question']),
      ...spent(outcome),
      sources: distinct(known.flatMap(({ material }) => material.map(({ source }) => source))),
      confidence: Math.min(...findings.map(({ confidence }) => confidence)),
    };
  }
}
