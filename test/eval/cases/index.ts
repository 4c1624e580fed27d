import { amaniElectronics } from './amani-electronics.js';
import { type EvalTenant } from './eval-case.js';
import { harbourCycles } from './harbour-cycles.js';
import { maisonLevain } from './maison-levain.js';

/**
 * Counted up with any change of a tenant or a case, so that runs are compared only with runs of the
 * same set. Cases are written as customers write, before anything is tuned on them.
 */
export const caseSetVersion = 1;

export const evalTenants: readonly EvalTenant[] = [harbourCycles, amaniElectronics, maisonLevain];

export {
  type Category,
  categories,
  type EvalCase,
  type EvalTenant,
  mentions,
} from './eval-case.js';
