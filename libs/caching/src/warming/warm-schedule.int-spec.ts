import { describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { testRedisUrl } from '../../../../test/support/databases.js';
import { until } from '../../test/caches.js';
import { OperatedCache } from '../../test/operated-cache.js';
import { defineFamily } from '../family.js';
import { Intercom } from '../operations/intercom.js';
import { ScopeFigures } from '../operations/scope-figures.js';
import { AccessRecorder } from './access-recorder.js';
import { AccessStore } from './access-store.js';
import { WarmSchedule } from './warm-schedule.js';
import { Warming } from './warming.js';

const monday = new Date('2026-03-02T09:30:00Z');
const minuteMs = 60_000;
const after = (start: Date, minutes: number): Date =>
  new Date(start.getTime() + minutes * minuteMs);
const hours = (count: number): number => count * 60;
const days = (count: number): number => hours(24 * count);

/** A process with a clock of its own: what it reads is written down by its schedule. */
class Watched implements AsyncDisposable {
  readonly warmed: string[] = [];
  readonly figures = new ScopeFigures(500);
  readonly store: AccessStore;
  readonly schedule: WarmSchedule;
  readonly #intercom: Intercom;
  now = monday;

  constructor(readonly prefix = `test-${randomUUID()}`) {
    this.#intercom = new Intercom({
      redis: { urls: [testRedisUrl()], cluster: false },
      connectTimeoutMs: 1000,
      commandTimeoutMs: 1000,
      keyPrefix: prefix,
      trouble: () => undefined,
    });
    const warming = new Warming(1, () => undefined);
    warming.register('things', (scope) => Promise.resolve(this.warmed.push(scope)));
    this.store = new AccessStore(this.#intercom.link, prefix);
    this.schedule = new WarmSchedule(warming, new AccessRecorder(this.figures), this.store, {
      scopes: 2,
      trouble: (error) => {
        throw error;
      },
      now: () => this.now,
    });
  }

  static async open(prefix?: string): Promise<Watched> {
    const watched = new Watched(prefix);
    await until(() =>
      watched.#intercom.link
        .run((client) => client.ping())
        .then(
          () => true,
          () => false,
        ),
    );
    return watched;
  }

  read(scope: string, times: number, family = 'things'): void {
    const event = { family, scope, tier: 'l1', result: 'hit', coalesced: false } as const;
    for (let n = 0; n < times; n++) this.figures.request(event);
  }

  async at(time: Date): Promise<void> {
    this.now = time;
    await this.schedule.tick();
  }

  /** Milliseconds that each key in Redis has left; -1: for ever. */
  lives(): Promise<number[]> {
    return this.#intercom.link.run(async (client) => {
      const keys = await client.keys(`${this.prefix}:*`);
      return Promise.all(keys.map((key) => client.pTTL(key)));
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.schedule.close();
    await this.#intercom.close();
  }
}

describe('warming at start', () => {
  it('begins with the scopes that were hottest before, whichever process read them', async () => {
    await using before = await Watched.open();
    before.read('cold', 1);
    before.read('hot', 10);
    await before.at(monday);
    await using other = await Watched.open(before.prefix);
    other.read('warm', 7);
    other.read('cold', 2);
    other.read('hottest elsewhere', 100, 'other things');
    await other.at(monday);
    await using restarted = await Watched.open(before.prefix);
    restarted.now = after(monday, 5);
    await restarted.schedule.start();
    expect(restarted.warmed).toEqual(['hot', 'warm']);
    await restarted.schedule.start();
    expect(restarted.warmed).toHaveLength(2);
  });

  it('counts yesterday half, and forgets what is three days old', async () => {
    await using watched = await Watched.open();
    watched.read('long ago', 500);
    await watched.at(monday);
    watched.read('yesterday', 15);
    await watched.at(after(monday, days(2)));
    watched.read('today', 10);
    await watched.at(after(monday, days(3)));
    const hottest = await watched.store.hottest(['things'], after(monday, days(3)), 10);
    expect(hottest).toEqual(['today', 'yesterday']);
  });

  it('counts each read once', async () => {
    await using watched = await Watched.open();
    watched.read('a', 10);
    watched.read('b', 12);
    await watched.at(monday);
    await watched.at(monday);
    watched.read('a', 3);
    await watched.at(monday);
    expect(await watched.store.hottest(['things'], monday, 10)).toEqual(['a', 'b']);
  });

  it('keeps a thousand scopes per family and day, and each bucket ends by itself', async () => {
    await using watched = await Watched.open();
    const scopes = new Map(Array.from({ length: 1200 }, (_, n) => [`scope-${n}`, n + 1]));
    await watched.store.add(new Map([['things', scopes]]), monday);
    const kept = await watched.store.hottest(['things'], monday, 5000);
    expect([kept.length, kept[0], kept.at(-1)]).toEqual([1000, 'scope-1199', 'scope-200']);
    const lives = await watched.lives();
    expect(lives).toHaveLength(2);
    for (const ms of lives) expect(ms).toBeGreaterThan(days(3) * minuteMs);
  });
});

describe('warming before a busy hour', () => {
  it('happens within the minute before, once, for those who were busy then in other weeks', async () => {
    await using watched = await Watched.open();
    watched.read('monday mornings', 10);
    await watched.at(monday);
    watched.read('monday afternoons', 50);
    await watched.at(after(monday, hours(4)));
    const nextMonday = after(monday, days(7));
    await watched.at(after(nextMonday, -35));
    expect(watched.warmed).toEqual([]);
    await watched.at(new Date(after(nextMonday, -30).getTime() - 20_000));
    expect(watched.warmed).toEqual(['monday mornings']);
    await watched.at(new Date(after(nextMonday, -30).getTime() - 10_000));
    await watched.at(nextMonday);
    expect(watched.warmed).toEqual(['monday mornings']);
  });

  it('knows only scopes of what can be warmed', async () => {
    await using watched = await Watched.open();
    watched.read('not a shop', 100, 'directory');
    watched.read('shop', 1);
    await watched.at(monday);
    expect(await watched.store.usuallyBusy(after(monday, days(7)), 10)).toEqual(['shop']);
    expect(await watched.store.hottest(['directory', 'things'], monday, 10)).toEqual(['shop']);
  });

  it('forgets what is more than three weeks old', async () => {
    await using watched = await Watched.open();
    watched.read('once', 10);
    await watched.at(monday);
    expect(await watched.store.usuallyBusy(after(monday, days(21)), 10)).toEqual(['once']);
    expect(await watched.store.usuallyBusy(after(monday, days(28)), 10)).toEqual([]);
  });
});

describe('a process', () => {
  const things = defineFamily<string>({ name: 'things', version: 1, ttlMs: 60_000 });

  it('warms at start what the one before it was asked for', async () => {
    const before = await OperatedCache.open('catalog');
    before.host.warming.register('things', () => Promise.resolve());
    before.host.start();
    await before.get(things, 'shop', 'a', () => Promise.resolve('A'));
    await before[Symbol.asyncDispose]();
    await using next = await OperatedCache.open('catalog', { keyPrefix: before.prefix });
    const warmed: string[] = [];
    next.host.warming.register('things', (scope) => Promise.resolve(warmed.push(scope)));
    next.host.start();
    await until(() => warmed.length > 0);
    expect(warmed).toEqual(['shop']);
  });

  it('starts without Redis, and warms nothing then', async () => {
    await using cache = OperatedCache.alone({ processName: 'x', redisUrl: 'redis://127.0.0.1:1' });
    cache.host.start();
    expect((await cache.operations.overview()).processes[0]?.warming).toMatchObject({ waiting: 0 });
  });
});
