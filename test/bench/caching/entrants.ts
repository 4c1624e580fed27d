import { type Entrant } from './contestant.js';
import { bentocache } from './entrants/bentocache.js';
import { cacheManager5 } from './entrants/cache-manager-5.js';
import { cacheManager7 } from './entrants/cache-manager-7.js';
import { cacheable } from './entrants/cacheable.js';
import { cachified } from './entrants/cachified.js';
import { layeredLoader } from './entrants/layered-loader.js';
import { ours } from './entrants/ours.js';

/** Ours and its peers, all before the same Redis with the adapters they come with. */
export const entrants: readonly Entrant[] = [
  ours,
  cacheManager5,
  cacheManager7,
  bentocache,
  cacheable,
  cachified,
  layeredLoader,
];
