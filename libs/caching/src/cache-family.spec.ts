import { ObservedCache } from '../test/caches.js';
import { describeCacheFamily } from '../test/family.contract.js';
import { describeStaleness } from '../test/staleness.contract.js';

describeCacheFamily('in memory only', (options) => Promise.resolve(new ObservedCache(options)));
describeStaleness('in memory only', () => Promise.resolve(new ObservedCache()));
