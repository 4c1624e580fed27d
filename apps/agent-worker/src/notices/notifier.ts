import { OutboundGuard, postSigned } from '#channels';
import { type Environment, InjectEnvironment } from '#config';
import { asTenant, SecretBox, SecretBoxError } from '#persistence';
import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { nextOpening } from '../agent/business-hours.js';
import { nextAttemptInMs } from '../delivery/retry-schedule.js';
import { type DueNotice, DueNotices } from './due-notices.js';

/** Notices told at once. */
const batch = 20;

/**
 * Tells businesses' webhooks of conversations that need a human: at least once, each under an id of
 * its own that stays the same when it is told again. What a turn commits waits for none of this.
 */
@Injectable()
export class Notifier implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(Notifier.name);
  private timer: NodeJS.Timeout | undefined;
  private telling = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly notices: DueNotices,
    private readonly guard: OutboundGuard,
    private readonly secrets: SecretBox,
    @InjectEnvironment() private readonly environment: Environment,
  ) {}

  onApplicationBootstrap(): void {
    this.schedule();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.telling;
  }

  /** Tells what is due. */
  async tellDue(): Promise<void> {
    // Twice the time a receiver may take: the outcome is written within the claim.
    const due = await this.notices.claim(batch, 2 * this.environment.SEND_TIMEOUT_MS);
    await Promise.all(due.map((notice) => asTenant(notice.tenantId, () => this.tell(notice))));
  }

  private async tell(notice: DueNotice): Promise<void> {
    const { tenantId, conversationId, attempts } = notice;
    const error = await this.post(notice);
    if (error === undefined) return this.notices.settle(notice);
    const againInMs = nextAttemptInMs(attempts, this.environment.SEND_RETRY_MS);
    this.logger.warn({ tenantId, conversationId, error, againInMs }, 'a handoff was not told');
    await this.notices.fail(notice, error, againInMs);
  }

  /** @returns why it failed; undefined: it is told, or there is nobody to tell */
  private async post(notice: DueNotice): Promise<string | undefined> {
    const { id, url, secretSealed } = notice;
    if (url === null || secretSealed === null) return undefined;
    try {
      const sent = await postSigned(
        this.guard,
        { id, url, secrets: [this.secrets.open(secretSealed)], body: bodyOf(notice) },
        {
          signal: AbortSignal.timeout(this.environment.SEND_TIMEOUT_MS),
          mayWrite: () => true,
        },
      );
      return 'error' in sent ? sent.error : undefined;
    } catch (error) {
      if (error instanceof SecretBoxError) return error.message;
      throw error;
    }
  }

  private schedule(): void {
    if (this.stopped) return;
    this.timer = setTimeout(
      () => {
        this.telling = this.tellDue()
          .catch((error: unknown) => {
            this.logger.warn({ err: error as Error }, 'handoffs were not told');
          })
          .finally(() => this.schedule());
      },
      this.environment.SWEEP_MS * (0.5 + Math.random() / 2),
    );
  }
}

/** No word of the customer's: who may read the conversation reads it in the inbox. */
const bodyOf = (notice: DueNotice): object => ({
  type: 'conversation.handoff',
  conversationId: notice.conversationId,
  channelId: notice.channelId,
  customerId: notice.customerId,
  reason: notice.reason,
  at: notice.createdAt.toISOString(),
  open: nextOpening(notice.businessHours, notice.timezone, notice.createdAt) === undefined,
});
