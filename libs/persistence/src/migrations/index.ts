import { FirstSchema1763900000000 } from './1763900000000-first-schema.js';
import { Operations1764000000000 } from './1764000000000-operations.js';
import { FailedMessages1764100000000 } from './1764100000000-failed-messages.js';
import { ChangeLog1764200000000 } from './1764200000000-change-log.js';
import { Statistics1764300000000 } from './1764300000000-statistics.js';
import { Plans1764310000000 } from './1764310000000-plans.js';
import { Embeddings1764400000000 } from './1764400000000-embeddings.js';
import { ModelBudgets1764500000000 } from './1764500000000-model-budgets.js';
import { HandoffRules1764510000000 } from './1764510000000-handoff-rules.js';
import { UnansweredQuestions1764520000000 } from './1764520000000-unanswered-questions.js';
import { DeliveryReceipts1764600000000 } from './1764600000000-delivery-receipts.js';
import { RowLevelSecurity1764700000000 } from './1764700000000-row-level-security.js';
import { CustomersAndAudit1764710000000 } from './1764710000000-customers-and-audit.js';
import { Retention1764810000000 } from './1764810000000-retention.js';
import { Imports1764820000000 } from './1764820000000-imports.js';
import { EmbeddedAt1764830000000 } from './1764830000000-embedded-at.js';
import { HandoffNotices1764840000000 } from './1764840000000-handoff-notices.js';

/** In the order they run. Append only: a migration that has landed is never edited. */
export const migrations = [
  FirstSchema1763900000000,
  Operations1764000000000,
  FailedMessages1764100000000,
  ChangeLog1764200000000,
  Statistics1764300000000,
  Plans1764310000000,
  Embeddings1764400000000,
  ModelBudgets1764500000000,
  HandoffRules1764510000000,
  UnansweredQuestions1764520000000,
  DeliveryReceipts1764600000000,
  RowLevelSecurity1764700000000,
  CustomersAndAudit1764710000000,
  Retention1764810000000,
  Imports1764820000000,
  EmbeddedAt1764830000000,
  HandoffNotices1764840000000,
];
