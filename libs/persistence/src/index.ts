export { createApiKey, hashApiKey, type NewApiKey } from './api-keys.js';
export { createDataSource, dataSourceOptions, type PersistenceOptions } from './data-source.js';
export { migrations } from './migrations/index.js';
export {
  isDatabaseUnavailable,
  isSerializationFailure,
  isUnstorableText,
  violatedConstraint,
} from './database-errors.js';
export {
  AgentConfigurationEntity,
  type BusinessHours,
  type HandoffRule,
  handoffRules,
} from './entities/agent-configuration.entity.js';
export { ApiKeyEntity, type ApiKeyRole, apiKeyRoles } from './entities/api-key.entity.js';
export { AuditEntryEntity } from './entities/audit-entry.entity.js';
export {
  CatalogDocumentEntity,
  type DocumentKind,
  documentKinds,
} from './entities/catalog-document.entity.js';
export {
  ChannelEntity,
  type ChannelKind,
  type DeliveryGuarantee,
  deliveryGuarantees,
  messagePolicies,
  type NewMessagePolicy,
} from './entities/channel.entity.js';
export {
  ConversationEntity,
  type ConversationStatus,
  conversationStatuses,
} from './entities/conversation.entity.js';
export { CustomerIdentityEntity } from './entities/customer-identity.entity.js';
export { CustomerEntity } from './entities/customer.entity.js';
export {
  DeliveryReceiptEntity,
  receiptStatuses,
  type ReceiptStatus,
} from './entities/delivery-receipt.entity.js';
export { entities } from './entities/index.js';
export { HandoffNoticeEntity, HandoffWebhookEntity } from './entities/handoff-notice.entity.js';
export { IdempotencyRecordEntity } from './entities/idempotency-record.entity.js';
export {
  ImportEntity,
  ImportErrorEntity,
  type ImportFormat,
  importFormats,
  type ImportKind,
  importKinds,
  type ImportState,
  importStates,
} from './entities/import.entity.js';
export { InteractionEntity } from './entities/interaction.entity.js';
export { KnowledgeEntryEntity } from './entities/knowledge-entry.entity.js';
export { ModelSpendEntity } from './entities/model-spend.entity.js';
export { MessageAnswerEntity } from './entities/message-answer.entity.js';
export {
  type Attachment,
  type MessageAuthor,
  messageAuthors,
  MessageEntity,
  type MessageState,
  messageStates,
} from './entities/message.entity.js';
export {
  type DeliveryAttempt,
  type DeliveryState,
  deliveryStates,
  OutboxDeliveryEntity,
} from './entities/outbox-delivery.entity.js';
export { ProductEntity, ProductVariantEntity } from './entities/product.entity.js';
export { RecentFingerprintEntity } from './entities/recent-fingerprint.entity.js';
export { ServiceEntity } from './entities/service.entity.js';
export { TenantSettingsEntity } from './entities/tenant-settings.entity.js';
export { TenantEntity } from './entities/tenant.entity.js';
export {
  type QuestionState,
  questionStates,
  UnansweredQuestionEntity,
} from './entities/unanswered-question.entity.js';
export { enablePgvector, pgvectorProblem } from './pgvector.js';
export { PersistenceModule } from './persistence.module.js';
export { ReadDatabase } from './read-database.js';
export { resealSecrets } from './reseal-secrets.js';
export { SecretBox, SecretBoxError } from './secret-box.js';
export { asNobody, asSystem, asTenant, type DatabaseAccess, enterAs } from './database-access.js';
export { tenantRole } from './tenant-query.js';
