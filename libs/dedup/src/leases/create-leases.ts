import { type ResolvedDedupOptions } from '../dedup.options.js';
import { FenceLeases } from '../fences/fence-leases.js';
import { FencedLeases } from '../fences/fenced-leases.js';
import { Fences } from '../fences/fences.js';
import { type LeaseBackend } from './lease-backend.js';
import { Leases } from './leases.js';
import { RedisLeases } from './redis-leases.js';
import { type RedisNodes } from '../redis/redis-nodes.js';

/** Leases on what the options name: Redis, a fence store, or both. */
export const createLeases = (options: ResolvedDedupOptions, nodes: RedisNodes): Leases =>
  new Leases(createBackend(options, nodes), options);

function createBackend(options: ResolvedDedupOptions, nodes: RedisNodes): LeaseBackend {
  if (options.fences === undefined) return new RedisLeases(nodes, options);
  const fences = new FenceLeases(new Fences(options.fences), options);
  if (nodes.clients.length === 0) return fences;
  return new FencedLeases(new RedisLeases(nodes, options), fences);
}
