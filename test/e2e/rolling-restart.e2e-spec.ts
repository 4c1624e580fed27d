import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '../support/eventually.js';
import { type Service, Suite } from '../support/suite.js';

/** Customers who write all the time, to whichever gateway is in rotation. */
class Load {
  readonly statuses: number[] = [];
  readonly messages: string[] = [];
  private readonly posting: Promise<void>[] = [];
  private readonly ended = new AbortController();
  private readonly running: Promise<void>;

  constructor(
    private readonly suite: Suite,
    perSecond: number,
  ) {
    this.running = this.run(1_000 / perSecond);
  }

  /** Resolves when all that was sent is acknowledged. */
  async end(): Promise<void> {
    this.ended.abort();
    await this.running;
    await Promise.all(this.posting);
  }

  private async run(everyMs: number): Promise<void> {
    for (let rank = 0; !this.ended.signal.aborted; rank++) {
      this.posting.push(this.post(`customer-${rank % 40}`));
      await delay(everyMs);
    }
  }

  private async post(from: string): Promise<void> {
    // A connection that is refused or cut counts as 0, which is no 202 either.
    const posted = await this.suite.post('Are you open on Saturdays?', { from }).catch(() => null);
    this.statuses.push(posted?.response.status ?? 0);
    if (posted !== null) this.messages.push(posted.messageId);
  }
}

describe('a rolling restart under load, of two of each service', () => {
  let suite: Suite;

  beforeAll(async () => {
    suite = await Suite.start(
      { TURN_WINDOW_MS: '200', SWEEP_MS: '500', LEASE_MS: '4000', LEASE_HEARTBEAT_MS: '1000' },
      { workers: 2, catalogs: 2, gateways: 2 },
    );
  }, 90_000);
  afterAll(async () => suite?.[Symbol.asyncDispose]());

  /** As an orchestrator does it: out of rotation, SIGTERM, and the next only when this is ready. */
  const replace = async (service: Service): Promise<void> => {
    const other = suite.of(service.name).find((each) => each !== service);
    if (service.name === 'gateway') suite.gatewayUrl = other?.url ?? '';
    expect(await service.process.stop()).toBe('ended');
    await suite.restart(service.name);
  };

  it('loses nothing, doubles nothing, and refuses nothing', async () => {
    const load = new Load(suite, 10);
    for (const service of [...suite.services]) await replace(service);
    await load.end();

    expect(load.statuses.length).toBeGreaterThan(20);
    expect(load.statuses.filter((status) => status !== 202)).toEqual([]);
    const timesAnswered = (id: string): number => suite.receiver.answersTo(id).length;
    await eventually(
      'all are answered',
      () => load.messages.every((id) => timesAnswered(id) > 0),
      40_000,
    );
    // Long enough for a sweep to send again what it should not.
    await delay(2_000);
    expect(load.messages.filter((id) => timesAnswered(id) !== 1)).toEqual([]);
  }, 150_000);
});
