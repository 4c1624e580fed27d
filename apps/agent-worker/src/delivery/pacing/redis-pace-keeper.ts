import { type Redis } from 'ioredis';
import { type Pace, type PaceKeeper } from './pace.js';

/**
 * The generic cell rate algorithm: of each pace one number is kept, when it would be at rest again.
 * Redis's own clock, so that workers whose clocks differ keep the same pace.
 * `KEYS` paces; `ARGV[1]` cost, then interval and burst of each.
 */
const script = `
  local time = redis.call('TIME')
  local now = time[1] * 1000 + time[2] / 1000
  local wait = 0
  local resting = {}
  for index, key in ipairs(KEYS) do
    local interval = tonumber(ARGV[2 * index])
    resting[index] = math.max(tonumber(redis.call('GET', key) or '0'), now)
    wait = math.max(wait, resting[index] - now - interval * (ARGV[2 * index + 1] - 1))
  end
  if wait > 0 then return math.ceil(wait) end
  for index, key in ipairs(KEYS) do
    local next = resting[index] + ARGV[2 * index] * ARGV[1]
    -- Not shortened to an exponent, which would lose the milliseconds.
    redis.call('SET', key, string.format('%.3f', next), 'PX', math.max(1, math.ceil(next - now)))
  end
  return 0`;

/** Keeps the paces of all workers. Rejects when Redis does not answer. */
export class RedisPaceKeeper implements PaceKeeper {
  constructor(
    private readonly redis: Redis,
    private readonly keyPrefix: string,
  ) {}

  async take(paces: readonly Pace[], cost: number): Promise<number> {
    const keys = paces.map(({ key }) => `${this.keyPrefix}:pace:${key}`);
    const limits = paces.flatMap(({ intervalMs, burst }) => [intervalMs, burst]);
    return (await this.redis.eval(script, keys.length, ...keys, cost, ...limits)) as number;
  }
}
