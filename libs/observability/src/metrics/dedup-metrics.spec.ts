import { type DedupEvent } from '#dedup';
import { expect, it } from '@jest/globals';
import { DedupMetrics } from './dedup-metrics.js';
import { Metrics } from './metrics.js';

it('leases and duplicates are counted by what became of them', async () => {
  const metrics = new Metrics();
  const dedup = new DedupMetrics(metrics);
  const of = { resource: 'turn:1' };
  const events: DedupEvent[] = [
    { ...of, type: 'acquired', waitedMs: 1 },
    { ...of, type: 'released', heldMs: 500 },
    { ...of, type: 'acquired', waitedMs: 1 },
    { ...of, type: 'lost', heldMs: 1500 },
    { ...of, type: 'contended', waitedMs: 1 },
    { ...of, type: 'timeout', waitedMs: 100 },
    { ...of, type: 'error', waitedMs: 200 },
    { ...of, type: 'force-released', by: 'asha', reason: 'stuck' },
    { type: 'first', key: 'k' },
    { type: 'duplicate', key: 'k' },
    { type: 'state-trouble', id: 'k', error: new Error('away') },
  ];
  events.forEach(dedup.observe);
  dedup.admitted({ duplicate: true });
  const text = await metrics.text();
  for (const line of [
    'lock_acquisitions_total{result="acquired"} 2',
    'lock_acquisitions_total{result="contended"} 1',
    'lock_acquisitions_total{result="timeout"} 1',
    'lock_acquisitions_total{result="error"} 1',
    'lock_hold_seconds_sum 2',
    'lock_hold_seconds_count 2',
    'lock_lost_total 1',
    'dedup_total{result="first"} 1',
    'dedup_total{result="duplicate"} 2',
  ]) {
    expect(text).toContain(`\ntulia_${line}\n`);
  }
});
