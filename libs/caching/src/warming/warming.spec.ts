import { describe, expect, it } from '@jest/globals';
import { defineFamily } from '../family.js';
import { ObservedCache, until } from '../../test/caches.js';
import { Warming } from './warming.js';

const things = defineFamily<string>({ name: 'things', version: 1, ttlMs: 60_000 });

/** Warmers that end when they are told to. */
class Slow {
  readonly begun: string[] = [];
  readonly troubles: string[] = [];
  readonly #ends: (() => void)[] = [];
  readonly warming: Warming;

  constructor(concurrency: number) {
    this.warming = new Warming(concurrency, (family) => void this.troubles.push(family));
    this.warming.register('things', async (scope) => {
      this.begun.push(scope);
      await new Promise<void>((resolve) => this.#ends.push(resolve));
    });
  }

  /** Ends those that run, until no other begins. */
  async finish(): Promise<void> {
    while (this.#ends.length > 0) {
      this.#ends.splice(0).forEach((end) => end());
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

describe('warming', () => {
  it('loads through the cache what is not there, and only that', async () => {
    using cache = new ObservedCache();
    let loads = 0;
    const warming = new Warming(2, () => undefined);
    warming.register('things', (scope) =>
      cache.get(things, scope, 'list', () => Promise.resolve(`${scope} ${++loads}`)),
    );
    expect(await warming.warm(['a', 'b'], 'asked')).toEqual({ warmed: 2, failed: 0, dropped: 0 });
    expect(await warming.warm(['a', 'b', 'c'], 'asked')).toMatchObject({ warmed: 3 });
    expect(loads).toBe(3);
    expect(cache.results.slice(-3)).toEqual(['l1 hit', 'l1 hit', 'loader miss']);
  });

  it('runs no more at a time than it may', async () => {
    const slow = new Slow(2);
    const done = slow.warming.warm(['a', 'b', 'c', 'd', 'e'], 'start');
    expect(slow.begun).toEqual(['a', 'b']);
    expect(slow.warming.state()).toMatchObject({ running: 2, waiting: 3 });
    await slow.finish();
    expect(await done).toMatchObject({ warmed: 5 });
    expect(slow.begun).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('puts what somebody waits for first, and what is only guessed last', async () => {
    const slow = new Slow(1);
    const all = [
      slow.warming.warm(['running'], 'start'),
      slow.warming.warm(['guessed', 'wanted after all'], 'predicted'),
      slow.warming.warm(['hot'], 'start'),
      slow.warming.warm(['new'], 'created'),
      slow.warming.warm(['asked', 'wanted after all'], 'asked'),
    ];
    await slow.finish();
    await Promise.all(all);
    const order = ['running', 'asked', 'wanted after all', 'new', 'hot', 'guessed'];
    expect(slow.begun).toEqual(order);
  });

  it('goes on after a warmer that fails', async () => {
    const slow = new Slow(1);
    slow.warming.register('broken', () => Promise.reject(new Error('no')));
    const done = slow.warming.warm(['a', 'b'], 'asked');
    await until(() => slow.begun.length === 1);
    const finishing = slow.finish();
    await until(() => slow.troubles.length > 0);
    await finishing;
    await slow.finish();
    expect(await done).toEqual({ warmed: 2, failed: 2, dropped: 0 });
    expect(slow.troubles).toEqual(['broken', 'broken']);
  });

  it('warms the families it is told to, and leaves the others to other processes', async () => {
    const slow = new Slow(1);
    expect(await slow.warming.warm(['a'], 'asked', ['unheard-of'])).toMatchObject({ warmed: 0 });
    const done = slow.warming.warm(['a'], 'asked', ['things', 'unheard-of']);
    await slow.finish();
    expect(await done).toMatchObject({ warmed: 1 });
  });

  it('begins nothing once it is closed, and waits for what runs', async () => {
    const slow = new Slow(1);
    const done = slow.warming.warm(['a', 'b'], 'start');
    let closed = false;
    const closing = slow.warming.close().then(() => (closed = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(closed).toBe(false);
    await slow.finish();
    await closing;
    expect(await done).toEqual({ warmed: 1, failed: 0, dropped: 1 });
    expect(await slow.warming.warm(['c'], 'asked')).toMatchObject({ dropped: 1 });
    expect(slow.begun).toEqual(['a']);
  });
});
