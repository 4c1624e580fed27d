import { FirstSchema1763900000000 } from './1763900000000-first-schema.js';
import { Operations1764000000000 } from './1764000000000-operations.js';
import { FailedMessages1764100000000 } from './1764100000000-failed-messages.js';
import { ChangeLog1764200000000 } from './1764200000000-change-log.js';
import { RowLevelSecurity1764700000000 } from './1764700000000-row-level-security.js';

/** In the order they run. Append only: a migration that has landed is never edited. */
export const migrations = [
  FirstSchema1763900000000,
  Operations1764000000000,
  FailedMessages1764100000000,
  ChangeLog1764200000000,
  RowLevelSecurity1764700000000,
];
