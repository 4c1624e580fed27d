import { type Environment, InjectEnvironment, type ModelProvider, modelProviders } from '#config';
import { inSpan, type SpanOptions } from '#observability';
import { Injectable, Logger } from '@nestjs/common';
import { APICallError, type LanguageModel } from 'ai';
import { BrokenCircuitError, type IPolicy } from 'cockatiel';
import { type DailyBudget, ModelBudget, type Spend } from './model-budget.js';
import {
  callModel,
  maxSteps,
  type ModelRequest,
  UnusableAnswerError,
  usageMeter,
} from './model-call.js';
import { type ModelName, modelNameText, parseModelName } from './model-name.js';
import { ModelProviders } from './model-providers.js';
import { addUsage, costUsd, type ModelUsage, noUsage } from './model-usage.js';
import { providerGuard, usualGuard } from './provider-guard.js';
import { tokenCounter } from './token-count.js';

/** Whose models, and how much of them. */
export interface ModelChoice extends DailyBudget {
  tenantId: string;
  /** `provider/model`; null: the suite's own choice. */
  model: string | null;
  /** Asked in order when it fails. */
  fallbackModels: readonly string[];
}

/** What asking models came to. */
export interface ModelOutcome {
  /** Undefined: no model answered, for the reason in `because`. */
  text: string | undefined;
  because: 'answered' | 'none_configured' | 'all_failed' | 'budget_spent';
  /** Who answered, or was asked last, as `provider/model`. */
  model: string | undefined;
  /** Of all calls, those that failed included. */
  usage: ModelUsage;
  costUsd: number;
}

interface Candidate {
  name: ModelName;
  model: LanguageModel;
}

type Attempt = { because: 'budget_spent' | 'all_failed' } | { because: 'answered'; text: string };

const tokensOf = ({ promptTokens, completionTokens }: ModelUsage): number =>
  promptTokens + completionTokens;

/** Asks a tenant's models in its order until one answers, within its budget. */
@Injectable()
export class LanguageModels {
  private readonly logger = new Logger(LanguageModels.name);
  private readonly guards: Readonly<Record<ModelProvider, IPolicy>>;

  constructor(
    private readonly providers: ModelProviders,
    private readonly budget: ModelBudget,
    @InjectEnvironment() private readonly environment: Environment,
  ) {
    this.guards = Object.fromEntries(
      modelProviders.map((provider) => [provider, providerGuard(usualGuard)]),
    ) as Record<ModelProvider, IPolicy>;
  }

  /** Whether any model would be asked. */
  areConfigured(choice: ModelChoice): boolean {
    return this.candidates(choice).length > 0;
  }

  /** @throws only when `signal` aborts, or PostgreSQL does not answer */
  async ask(
    choice: ModelChoice,
    request: ModelRequest,
    signal: AbortSignal,
  ): Promise<ModelOutcome> {
    const outcome: ModelOutcome = {
      ...{ text: undefined, because: 'none_configured', model: undefined },
      ...{ usage: noUsage, costUsd: 0 },
    };
    for (const candidate of this.candidates(choice)) {
      const { usage, ...attempt } = await this.attempt(choice, candidate, request, signal);
      Object.assign(outcome, attempt, { model: modelNameText(candidate.name) });
      outcome.usage = addUsage(outcome.usage, usage);
      outcome.costUsd += costUsd(this.priceOf(candidate.name), usage);
      if (attempt.because === 'answered') break;
    }
    return outcome;
  }

  /** In order, once each, up to the embedded responder, which always answers. */
  private candidates({ model, fallbackModels }: ModelChoice): Candidate[] {
    const { LLM_PROVIDER, LLM_MODEL, LLM_FALLBACK_MODELS } = this.environment;
    const first = model ?? (LLM_PROVIDER === 'builtin' ? 'builtin' : (LLM_MODEL ?? 'builtin'));
    const names = [first, ...(fallbackModels.length > 0 ? fallbackModels : LLM_FALLBACK_MODELS)];
    const found = new Map<string, Candidate>();
    for (const text of names) {
      const name = parseModelName(text, LLM_PROVIDER);
      if (name === undefined) break;
      const sdkModel = this.providers.find(name);
      if (sdkModel !== undefined) found.set(modelNameText(name), { name, model: sdkModel });
    }
    return [...found.values()];
  }

  private priceOf(name: ModelName): Environment['LLM_PRICES'][string] | undefined {
    return this.environment.LLM_PRICES[modelNameText(name)];
  }

  private async attempt(
    choice: ModelChoice,
    { name, model }: Candidate,
    request: ModelRequest,
    signal: AbortSignal,
  ): Promise<Attempt & { usage: ModelUsage }> {
    const most = await this.atMost(name, request);
    const reservation = await this.budget.reserve(choice.tenantId, choice, most.spend);
    if (reservation === undefined) return { because: 'budget_spent', usage: noUsage };
    const meter = usageMeter();
    try {
      const text = await this.guards[name.provider].execute(() =>
        inSpan('model call', spanOf(name), async (span) => {
          const said = await callModel(model, request, {
            ...{ timeoutMs: this.environment.LLM_TIMEOUT_MS, signal },
            onUsage: meter.add,
          });
          span.set(usageAttributes(meter.total));
          return said;
        }),
      );
      return { because: 'answered', text, usage: meter.total };
    } catch (error) {
      if (mayBeCharged(error)) meter.add(most.unanswered);
      signal.throwIfAborted();
      // Not the error itself: it holds the prompt, and with it what a customer wrote.
      const reason = error instanceof Error ? error.message : String(error);
      this.logger.warn({ reason, model: modelNameText(name) }, 'the model failed');
      return { because: 'all_failed', usage: meter.total };
    } finally {
      await reservation.settle(this.spendOf(name, meter.total));
    }
  }

  private spendOf(name: ModelName, usage: ModelUsage): Spend {
    return { tokens: tokensOf(usage), costUsd: costUsd(this.priceOf(name), usage) };
  }

  /** The most that a request may take: each step sends it all again. */
  private async atMost(
    name: ModelName,
    { instructions, messages, tools, maxOutputTokens }: ModelRequest,
  ): Promise<{ spend: Spend; unanswered: ModelUsage }> {
    const count = await tokenCounter();
    const promptTokens = count(instructions) + count(JSON.stringify(messages));
    const steps = Object.keys(tools).length === 0 ? 1 : maxSteps;
    const spend = this.spendOf(name, {
      ...noUsage,
      promptTokens: promptTokens * steps,
      completionTokens: maxOutputTokens * steps,
    });
    return { spend, unanswered: { ...noUsage, promptTokens } };
  }
}

/** By OpenTelemetry's conventions for generative AI; neither prompt nor answer. */
const spanOf = ({ provider, model }: ModelName): SpanOptions => ({
  kind: 'client',
  attributes: {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': provider,
    'gen_ai.request.model': model,
  },
});

const usageAttributes = ({
  promptTokens,
  completionTokens,
}: ModelUsage): NonNullable<SpanOptions['attributes']> => ({
  'gen_ai.usage.input_tokens': promptTokens,
  'gen_ai.usage.output_tokens': completionTokens,
});

/**
 * Whether a call that failed may stand on the bill without its usage being known: not where the
 * provider told the usage or said no, nor where it was not asked.
 */
const mayBeCharged = (error: unknown): boolean =>
  !(
    error instanceof UnusableAnswerError ||
    error instanceof BrokenCircuitError ||
    (APICallError.isInstance(error) && (error.statusCode ?? 0) >= 400)
  );
