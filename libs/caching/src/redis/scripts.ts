import { defineScript } from 'redis';

/**
 * The only writers of entries. Each touches keys of one scope, hence of one cluster slot, and is
 * atomic, so that no write of an old value can follow an invalidation.
 *
 * Leases after "Scaling Memcache at Facebook" (NSDI 2013, 3.2.1): a miss takes a token, a fill is
 * accepted only with the standing token, and an invalidation voids it.
 */
const keysAndTexts = (keys: readonly string[], texts: readonly (string | number)[]): string[] => [
  ...keys,
  ...texts.map(String),
];

/** Replies `['granted', micros]`, `['held']` or `['filled', envelope]`. */
const lease = defineScript({
  NUMBER_OF_KEYS: 2,
  FIRST_KEY_INDEX: 0,
  SCRIPT: `
    -- KEYS: entry, lease. ARGV: token, lease in ms, start of the newest entry already seen
    local entry = redis.call('GET', KEYS[1])
    if entry then
      local start = string.match(entry, '^%[(%d+),')
      if start and tonumber(start) > tonumber(ARGV[3]) then return {'filled', entry} end
    end
    if redis.call('SET', KEYS[2], ARGV[1], 'NX', 'PX', ARGV[2]) then
      local now = redis.call('TIME')
      return {'granted', now[1] .. string.format('%06d', now[2])}
    end
    return {'held'}`,
  transformArguments: (entry: string, leaseKey: string, token: string, ms: number, seen: number) =>
    keysAndTexts([entry, leaseKey], [token, ms, seen]),
  transformReply: (reply: string[]) => reply,
});

/** Replies whether the token still stood and the entry was stored. */
const fill = defineScript({
  NUMBER_OF_KEYS: 2,
  FIRST_KEY_INDEX: 0,
  SCRIPT: `
    -- KEYS: entry, lease. ARGV: token, envelope, life in ms
    if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
    redis.call('DEL', KEYS[2])
    redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
    return 1`,
  transformArguments: (entry: string, leaseKey: string, token: string, json: string, ms: number) =>
    keysAndTexts([entry, leaseKey], [token, json, ms]),
  transformReply: (reply: number) => reply === 1,
});

const release = defineScript({
  NUMBER_OF_KEYS: 1,
  FIRST_KEY_INDEX: 0,
  SCRIPT: `
    -- Only the holder may release: a lease that ran out may be another's by now.
    if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
    return 0`,
  transformArguments: (leaseKey: string, token: string) => keysAndTexts([leaseKey], [token]),
  transformReply: () => undefined,
});

const drop = defineScript({
  NUMBER_OF_KEYS: 2,
  FIRST_KEY_INDEX: 0,
  SCRIPT: `
    -- KEYS: entry, lease. ARGV: channel, message
    redis.call('DEL', KEYS[1], KEYS[2])
    redis.call('PUBLISH', ARGV[1], ARGV[2])
    return 0`,
  transformArguments: (entry: string, leaseKey: string, channel: string, message: string) =>
    keysAndTexts([entry, leaseKey], [channel, message]),
  transformReply: () => undefined,
});

const put = defineScript({
  NUMBER_OF_KEYS: 2,
  FIRST_KEY_INDEX: 0,
  SCRIPT: `
    -- KEYS: entry, lease. ARGV: envelope after its start, life in ms, channel, message
    local now = redis.call('TIME')
    local start = now[1] .. string.format('%06d', now[2])
    redis.call('SET', KEYS[1], '[' .. start .. ',' .. ARGV[1], 'PX', ARGV[2])
    redis.call('DEL', KEYS[2])
    redis.call('PUBLISH', ARGV[3], ARGV[4])
    return 0`,
  transformArguments: (
    entry: string,
    leaseKey: string,
    rest: string,
    ms: number,
    channel: string,
    message: string,
  ) => keysAndTexts([entry, leaseKey], [rest, ms, channel, message]),
  transformReply: () => undefined,
});

/** Replies the stamp in microseconds. */
const stamp = defineScript({
  NUMBER_OF_KEYS: 1,
  FIRST_KEY_INDEX: 0,
  SCRIPT: `
    -- KEYS: stamp. ARGV: life in ms, channel, message before the stamp
    local now = redis.call('TIME')
    local micros = now[1] .. string.format('%06d', now[2])
    redis.call('SET', KEYS[1], micros, 'PX', ARGV[1])
    redis.call('PUBLISH', ARGV[2], ARGV[3] .. micros)
    return micros`,
  transformArguments: (key: string, ms: number, channel: string, message: string) =>
    keysAndTexts([key], [ms, channel, message]),
  transformReply: (reply: string) => Number(reply),
});

export const scripts = { lease, fill, release, drop, put, stamp };
