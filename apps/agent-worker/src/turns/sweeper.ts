import { type Environment, InjectEnvironment } from '#config';
import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Deliverer } from '../delivery/deliverer.js';
import { TurnRunner } from './turn-runner.js';
import { TurnStore } from './turn-store.js';

/** Wake-up jobs go first; the sweeper takes what they did not. */
const graceMs = 250;

/**
 * Finds what was left behind in PostgreSQL: turns whose wake-up job or worker is gone, and
 * deliveries that are due again. Without Redis all work comes this way.
 */
@Injectable()
export class Sweeper implements OnApplicationBootstrap {
  private readonly logger = new Logger(Sweeper.name);
  private timer: NodeJS.Timeout | undefined;
  private sweeping: Promise<void> | undefined;
  private stopped = false;

  constructor(
    private readonly store: TurnStore,
    private readonly runner: TurnRunner,
    private readonly deliverer: Deliverer,
    @InjectEnvironment() private readonly environment: Environment,
  ) {}

  onApplicationBootstrap(): void {
    this.schedule();
  }

  /** Starts nothing new; resolves when the sweep that runs is over. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.sweeping;
  }

  private schedule(): void {
    if (this.stopped) return;
    // Jitter keeps the workers from sweeping at the same moment; SWEEP_MS is the longest pause.
    const pause = this.environment.SWEEP_MS * (0.5 + Math.random() / 2);
    this.timer = setTimeout(() => {
      this.sweeping = this.sweep().finally(() => this.schedule());
    }, pause);
  }

  private async sweep(): Promise<void> {
    try {
      const slots = this.runner.freeSlots;
      if (slots > 0) {
        const overdue = await this.store.overdue(graceMs, slots);
        for (const conversation of overdue) void this.runner.run(conversation);
      }
      await this.deliverer.deliverDue();
    } catch (error) {
      this.logger.warn({ err: error as Error }, 'sweep failed');
    }
  }
}
