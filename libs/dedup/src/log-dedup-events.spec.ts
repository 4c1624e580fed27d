import { type DedupEvent } from './events.js';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { logDedupEvents } from './log-dedup-events.js';

const lease = { resource: 'turn:1' };

/** By level, as operators filter them. */
const lines: [keyof Pick<Logger, 'debug' | 'log' | 'warn'>, string, DedupEvent, object?][] = [
  ['log', 'lease acquired', { ...lease, type: 'acquired', waitedMs: 1 }],
  ['log', 'lease released', { ...lease, type: 'released', heldMs: 1 }],
  ['log', 'lease lost', { ...lease, type: 'lost', heldMs: 1 }],
  ['warn', 'duplicate skipped', { type: 'duplicate', key: 'k' }, { type: 'duplicate', call: 'k' }],
  ['warn', 'error', { ...lease, type: 'error', waitedMs: 1, error: new Error('away') }],
  ['debug', 'contended', { ...lease, type: 'contended', waitedMs: 1 }],
];

describe('the log of a worker', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it.each(lines)('has at %s “%s”, and whose it is', (level, message, event, fields = event) => {
    const written = jest.spyOn(Logger.prototype, level).mockImplementation(() => undefined);
    logDedupEvents('worker-1')(event);
    expect(written.mock.calls).toEqual([[{ ...fields, worker: 'worker-1' }, message]]);
  });
});
