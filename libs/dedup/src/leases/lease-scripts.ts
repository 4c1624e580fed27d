/** The keys of leases: the lock itself, and a sorted set of what is held, by expiry. */
export const lockKey = (prefix: string, resource: string): string => `${prefix}:lease:${resource}`;
export const registryKey = (prefix: string): string => `${prefix}:leases`;

/**
 * Redlock's own three scripts for one resource (`KEYS[1]` lock, `ARGV[1]` value, `ARGV[2]` TTL in
 * ms), which also keep the registry, so that held leases are listed without a scan. Each answers 1,
 * or 0 when the lock is another's. The node's own clock counts.
 */
export function leaseScripts(
  prefix: string,
): Record<'acquireScript' | 'extendScript' | 'releaseScript', () => string> {
  const registry = registryKey(prefix);
  const register = `
      local time = redis.call('time')
      local now = time[1] * 1000 + math.floor(time[2] / 1000)
      redis.call('zadd', '${registry}', now + ARGV[2], KEYS[1])`;
  return {
    acquireScript: () => `
      if not redis.call('set', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return 0 end
      ${register}
      return 1`,
    extendScript: () => `
      if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end
      redis.call('pexpire', KEYS[1], ARGV[2])
      ${register}
      return 1`,
    releaseScript: () => `
      -- A lock that ran out may be another's by now.
      if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end
      redis.call('zrem', '${registry}', KEYS[1])
      return redis.call('del', KEYS[1])`,
  };
}
