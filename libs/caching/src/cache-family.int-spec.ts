import { afterAll, beforeAll } from '@jest/globals';
import { describeSharing } from '../test/across-processes.contract.js';
import { describeCacheFamily } from '../test/family.contract.js';
import { SharedRedis } from '../test/shared-redis.js';
import { describeStaleness } from '../test/staleness.contract.js';

let redis: SharedRedis;

beforeAll(async () => {
  redis = await SharedRedis.server(process.env.TEST_REDIS_URL ?? '');
});

afterAll(() => redis.close());

describeCacheFamily('with Redis', (options) => redis.open(options));
describeStaleness('with Redis', () => redis.open());
describeSharing('a Redis', () => redis);
