import { type CacheObserver } from '#caching';
import { Logger } from '@nestjs/common';

const logger = new Logger('Cache');

/** Cache hits and misses in the log, at debug: what the figures sum up, one by one. */
export const cacheLog: CacheObserver = {
  request: ({ family, tier, result }) => logger.debug({ family, tier, result }, `cache ${result}`),
};
