import './inverse-relations.js';
import { AgentConfigurationEntity } from './agent-configuration.entity.js';
import { ApiKeyEntity } from './api-key.entity.js';
import { AuditEntryEntity } from './audit-entry.entity.js';
import { CatalogDocumentEntity } from './catalog-document.entity.js';
import { ChannelEntity } from './channel.entity.js';
import { ConversationEntity } from './conversation.entity.js';
import { CustomerIdentityEntity } from './customer-identity.entity.js';
import { CustomerEntity } from './customer.entity.js';
import { IdempotencyRecordEntity } from './idempotency-record.entity.js';
import { DeliveryReceiptEntity } from './delivery-receipt.entity.js';
import { HandoffNoticeEntity, HandoffWebhookEntity } from './handoff-notice.entity.js';
import { ImportEntity, ImportErrorEntity } from './import.entity.js';
import { InteractionEntity } from './interaction.entity.js';
import { KnowledgeEntryEntity } from './knowledge-entry.entity.js';
import { MessageAnswerEntity } from './message-answer.entity.js';
import { MessageEntity } from './message.entity.js';
import { ModelSpendEntity } from './model-spend.entity.js';
import { OutboxDeliveryEntity } from './outbox-delivery.entity.js';
import { ProductEntity, ProductVariantEntity } from './product.entity.js';
import { RecentFingerprintEntity } from './recent-fingerprint.entity.js';
import { ServiceEntity } from './service.entity.js';
import { TenantSettingsEntity } from './tenant-settings.entity.js';
import { TenantEntity } from './tenant.entity.js';
import { UnansweredQuestionEntity } from './unanswered-question.entity.js';

export const entities = [
  AgentConfigurationEntity,
  ApiKeyEntity,
  AuditEntryEntity,
  CatalogDocumentEntity,
  ChannelEntity,
  ConversationEntity,
  CustomerIdentityEntity,
  CustomerEntity,
  DeliveryReceiptEntity,
  HandoffNoticeEntity,
  HandoffWebhookEntity,
  IdempotencyRecordEntity,
  ImportEntity,
  ImportErrorEntity,
  InteractionEntity,
  KnowledgeEntryEntity,
  MessageAnswerEntity,
  MessageEntity,
  ModelSpendEntity,
  OutboxDeliveryEntity,
  ProductEntity,
  ProductVariantEntity,
  RecentFingerprintEntity,
  ServiceEntity,
  TenantSettingsEntity,
  TenantEntity,
  UnansweredQuestionEntity,
];
