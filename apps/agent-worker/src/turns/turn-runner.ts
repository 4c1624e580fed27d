import { type Environment, InjectEnvironment } from '#config';
import { addLogFields, currentTraceId, inSpan } from '#observability';
import { asTenant } from '#persistence';
import { runInLedger, type Ledger } from '#relations';
import { Injectable, Logger } from '@nestjs/common';
import { Agent } from '../agent/agent.js';
import { Deliverer } from '../delivery/deliverer.js';
import { type Answer, type Turn } from './turn.js';
import { type EndTurn, TurnMetrics } from './turn-metrics.js';
import { TurnLeases } from './turn-leases.js';
import { TurnStates } from './turn-states.js';
import { type DueConversation, TurnStore } from './turn-store.js';
import { TurnLostError, TurnWatch } from './turn-watch.js';

/** After this many attempts the agent stops trying to answer and says so. */
const answerAttempts = 5;
/** After this many even saying so has failed: the messages are given up. */
const totalAttempts = 8;

const backoffMs = (attempt: number): number => Math.min(1000 * 2 ** (attempt - 1), 30_000);

/** Runs turns: begin, answer, commit, deliver. Each is bounded by a lease that a heartbeat renews. */
@Injectable()
export class TurnRunner {
  private readonly logger = new Logger(TurnRunner.name);
  private readonly running = new Set<Promise<void>>();

  constructor(
    private readonly store: TurnStore,
    private readonly agent: Agent,
    private readonly deliverer: Deliverer,
    private readonly leases: TurnLeases,
    private readonly watch: TurnWatch,
    private readonly states: TurnStates,
    private readonly metrics: TurnMetrics,
    @InjectEnvironment() private readonly environment: Environment,
  ) {}

  /** Turns that may be started besides those that run. */
  get freeSlots(): number {
    return Math.max(0, this.environment.WORKER_CONCURRENCY - this.running.size);
  }

  /**
   * Answers the conversation if it is due, and again while messages keep arriving; sees nothing of
   * other tenants. Never throws.
   */
  run(conversation: DueConversation): Promise<void> {
    const work = inSpan('turn', { fields: { ...conversation } }, () =>
      asTenant(conversation.tenantId, () => this.runTurns(conversation)),
    ).finally(() => this.running.delete(work));
    this.running.add(work);
    return work;
  }

  /** Resolves when no turn runs any more. */
  async idle(): Promise<void> {
    while (this.running.size > 0) await Promise.allSettled(this.running);
  }

  private async runTurns(conversation: DueConversation): Promise<void> {
    try {
      await this.leases.run(conversation, async () => {
        while (
          await runInLedger((ledger) =>
            this.metrics.time((end) => this.runTurn(conversation, ledger, end)),
          )
        );
      });
    } catch (error) {
      // The lease runs out and the sweeper tries again.
      this.logger.error({ err: error as Error }, 'turn broke off');
    }
  }

  /** @returns whether more messages are due now */
  private async runTurn(
    conversation: DueConversation,
    ledger: Ledger,
    end: EndTurn,
  ): Promise<boolean> {
    const startedAt = performance.now();
    const turn = await inSpan('begin', {}, () => this.store.begin(conversation));
    if (turn === undefined) return false;
    addLogFields({ messageId: turn.unanswered[0]?.id ?? '' });
    const answer = await this.answer(turn, end);
    if (answer === undefined) return false;
    const record = {
      processingMs: Math.round(performance.now() - startedAt),
      ...ledger.toJSON(),
      // The commit cannot see itself.
      sqlStatements: ledger.sqlStatements + 1,
      traceId: currentTraceId(),
    };
    const committed = await inSpan('commit', {}, () => this.store.commit(turn, answer, record));
    if (committed === undefined) return this.giveWay(turn, end);
    end('answered');
    this.states.answered(turn);
    this.metrics.committed(answer, record);
    if (committed.delivery !== undefined) await this.deliverer.deliver(committed.delivery);
    return committed.nextDueInMs === 0;
  }

  /** Undefined: the turn was lost or failed, and is settled. */
  private async answer(turn: Turn, end: EndTurn): Promise<Answer | undefined> {
    if (turn.attempt > totalAttempts) {
      this.logger.error({ attempt: turn.attempt }, 'messages given up');
      await this.store.abandon(turn, 'answer_failed');
      end('abandoned');
      return undefined;
    }
    using watched = this.watch.over(turn);
    const { signal: lost } = watched;
    try {
      return turn.attempt > answerAttempts
        ? this.agent.holdingReply(turn)
        : await this.agent.answer(turn, lost);
    } catch (error) {
      if (lost.reason instanceof TurnLostError && lost.reason.superseded) {
        await this.giveWay(turn, end);
      } else if (lost.aborted) {
        end('lost');
        this.logger.warn({ fence: turn.fence }, 'turn lost its lease');
      } else {
        end('failed');
        await this.fail(turn, error);
      }
      return undefined;
    }
  }

  /** The next attempt comes later and later. */
  private async fail(turn: Turn, error: unknown): Promise<void> {
    const { attempt } = turn;
    this.logger.warn({ err: error as Error, attempt }, 'turn failed');
    const reason = error instanceof Error ? error.message : String(error);
    await this.store.release(turn, backoffMs(attempt), reason);
  }

  /** To a newer message, or to whoever has the conversation now. @returns whether more may be due */
  private async giveWay(turn: Turn, end: EndTurn): Promise<boolean> {
    const ours = turn.newMessagePolicy === 'supersede' && (await this.store.supersede(turn));
    end(ours ? 'superseded' : 'discarded');
    this.logger.warn(
      { fence: turn.fence },
      ours ? 'turn superseded' : 'turn discarded: taken over',
    );
    return ours;
  }
}
