import { type Source } from '#contracts';
import { inSpan } from '#observability';
import { Injectable } from '@nestjs/common';
import { type Answer, type Turn } from '../turns/turn.js';
import { nextOpening } from './business-hours.js';
import { modelConfidence } from './confidence.js';
import { embeddedReply } from './embedded-reply.js';
import { handoffReasonOf } from './handoff-rules.js';
import { languageOf } from './language.js';
import { type Material } from './material.js';
import { ModelResponder, type ModelReply } from './model-responder.js';
import { type ModelOutcome } from './models/language-models.js';
import { noUsage } from './models/model-usage.js';
import { type Phrases, phrasesIn } from './phrases.js';
import { questionsOf } from './questions.js';
import { type Finding, Retrieval } from './retrieval.js';
import { shorten } from './shorten.js';
import { type Intent, intentOf } from './small-talk.js';

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

const distinct = (material: readonly Material[]): Source[] => [
  ...new Map(material.map(({ source }) => [`${source.type}:${source.id}`, source])).values(),
];

const materialOf = (findings: readonly Finding[]): Material[] =>
  findings.flatMap(({ material }) => material);

/** A turn, in the language it is answered in. */
interface Spoken {
  turn: Turn;
  say: Phrases;
}

/**
 * Decides what to say: hands over when asked to, answers from what the tenant's catalog and
 * knowledge hold, and says honestly when they hold nothing. A model may word the answer; what it says
 * is checked against its sources, and the embedded responder answers where no model may or can.
 */
@Injectable()
export class Agent {
  constructor(
    private readonly retrieval: Retrieval,
    private readonly responder: ModelResponder,
  ) {}

  /** @throws when retrieval does not answer, or `signal` aborts */
  async answer(turn: Turn, signal: AbortSignal): Promise<Answer> {
    const texts = turn.unanswered.map(({ text }) => text);
    const spoken = inLanguageOf(turn, texts);
    const reason = handoffReasonOf(texts, turn.agent);
    if (reason !== undefined) return handOver(spoken, spoken.say.handoff, 'handoff', reason);
    const questions = questionsOf(texts);
    return questions.length === 0
      ? smallTalk(spoken, texts)
      : this.answerQuestions(spoken, questions, signal);
  }

  /** What is said when answering keeps failing: honest, and a human takes over. */
  holdingReply(turn: Turn): Answer {
    const spoken = inLanguageOf(
      turn,
      turn.unanswered.map(({ text }) => text),
    );
    return handOver(spoken, spoken.say.holding, 'unavailable', 'answer_failed', {
      ...{ confidence: 0, known: false },
    });
  }

  private async answerQuestions(
    spoken: Spoken,
    questions: string[],
    signal: AbortSignal,
  ): Promise<Answer> {
    const { turn } = spoken;
    const findings = await inSpan('context findings', {}, () =>
      Promise.all(questions.map((question) => this.finding(turn, question, signal))),
    );
    if (!this.responder.has(turn)) return embedded(spoken, findings);
    const reply = await this.responder.reply(turn, findings, signal);
    return { ...fromModel(spoken, findings, reply), ...spent(reply.outcome) };
  }

  private finding(turn: Turn, question: string, signal: AbortSignal): Promise<Finding> {
    return inSpan('piece finding', {}, () => this.retrieval.find(turn, question, signal));
  }
}

const inLanguageOf = (turn: Turn, texts: readonly string[]): Spoken => {
  const earlier = turn.history.filter(({ author }) => author === 'customer');
  const said = earlier.map(({ text }) => text);
  const language = languageOf(texts, said, turn.language);
  return { turn: { ...turn, language }, say: phrasesIn[language] };
};

/** The customer is told, and when somebody will be there. */
const handOver = (
  { turn, say }: Spoken,
  text: string,
  intent: string,
  handoffReason: string,
  rest: Partial<Answer> = {},
): Answer => {
  const opening = nextOpening(turn.agent.businessHours, turn.timezone, new Date());
  const told = opening === undefined ? text : `${text} ${say.closed(opening)}`;
  return plain(told, [intent], { handoffReason, ...rest });
};

const smallTalk = ({ turn, say }: Spoken, texts: readonly string[]): Answer => {
  const intents = new Set<Intent>(texts.filter((text) => text.trim() !== '').map(intentOf));
  if (intents.size === 0) return plain(say.attachment, ['attachment']);
  if (intents.has('thanks')) return plain(say.thanks, ['thanks']);
  const greeted = turn.history.some(({ author }) => author === 'agent');
  const { customerName, agent, tenantName } = turn;
  return plain(greeted ? say.again : say.greeting(customerName, agent.name, tenantName), [
    'greeting',
  ]);
};

const lastSaid = ({ history }: Turn): string | undefined =>
  history.findLast(({ author }) => author === 'agent')?.text;

/** Says so; after as many times in a row as the tenant allows, a human takes over. */
const unknown = ({ turn, say }: Spoken, confidence: number): Answer => {
  const { agent, lowConfidenceTurns } = turn;
  const rest = { confidence, known: false };
  if (lowConfidenceTurns + 1 >= agent.maxLowConfidenceTurns) {
    return handOver({ turn, say }, say.lowConfidence, 'question', 'low_confidence', rest);
  }
  const again = lastSaid(turn)?.endsWith(say.unknown) === true;
  return plain(again ? say.stillUnknown : say.unknown, ['question'], rest);
};

const leastOf = (findings: readonly Finding[]): number =>
  Math.min(...findings.map(({ confidence }) => confidence));

const mostOf = (findings: readonly Finding[]): number =>
  Math.max(...findings.map(({ confidence }) => confidence));

const knownOf = ({ agent }: Turn, findings: readonly Finding[]): Finding[] =>
  findings.filter(
    ({ confidence, material }) => material.length > 0 && confidence >= agent.confidenceThreshold,
  );

/** In the tenant's own words, as they were found; without any model. */
const embedded = ({ turn, say }: Spoken, findings: readonly Finding[]): Answer => {
  const known = knownOf(turn, findings);
  if (known.length === 0) return unknown({ turn, say }, mostOf(findings));
  const { maxReplyCharacters } = turn.agent;
  const [first] = known;
  const unclear = known.length === 1 && first !== undefined && first.ambiguous.length > 0;
  const text = unclear
    ? shorten(say.whichOne(first.ambiguous), maxReplyCharacters)
    : embeddedReply(known, maxReplyCharacters);
  const complete = known.length === findings.length;
  return plain(complete ? text : `${text}\n\n${say.unknown}`, [unclear ? 'clarify' : 'question'], {
    sources: distinct(materialOf(known)),
    confidence: leastOf(findings),
  });
};

const answered = (
  { turn, say }: Spoken,
  findings: readonly Finding[],
  reply: ModelReply,
): Answer => {
  const sources = distinct([...materialOf(findings), ...reply.material]);
  const confidence = modelConfidence({
    ...{ retrieval: leastOf(findings), usedTools: reply.material.length > 0 },
    ...{ selfReport: reply.selfReport, repaired: reply.repaired },
  });
  if (sources.length === 0 || confidence < turn.agent.confidenceThreshold) {
    return unknown({ turn, say }, Math.min(confidence, turn.agent.confidenceThreshold));
  }
  const text = shorten(reply.text, turn.agent.maxReplyCharacters);
  return plain(text, ['question'], { sources, confidence });
};

/** What a model's reply comes to; the embedded responder steps in wherever there is none to send. */
const fromModel = (spoken: Spoken, findings: readonly Finding[], reply: ModelReply): Answer => {
  switch (reply.kind) {
    case 'answered':
      return answered(spoken, findings, reply);
    case 'unknown':
      return unknown(spoken, Math.min(mostOf(findings), spoken.turn.agent.confidenceThreshold));
    case 'hand_off':
      return handOver(spoken, spoken.say.handoff, 'handoff', reply.reason);
    case 'budget_spent':
      return knownOf(spoken.turn, findings).length > 0
        ? embedded(spoken, findings)
        : handOver(spoken, spoken.say.resting, 'question', 'budget_spent', {
            ...{ confidence: mostOf(findings), known: false },
          });
    case 'ungrounded':
    case 'all_failed':
    case 'none_configured':
      return embedded(spoken, findings);
  }
};
