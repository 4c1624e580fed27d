export {
  type Acknowledgement,
  type ChannelAdapter,
  type ChannelConnection,
  type DeliveryReport,
  type DeliveryStatus,
  deliveryStatuses,
  type InboundMessage,
  type OutboundReply,
  type ProviderRequest,
  type SendOptions,
  type SendOutcome,
  type SendProgress,
} from './channel-adapter.js';
export { ChannelAdapters } from './channel-adapters.js';
export { ChannelsModule } from './channels.module.js';
export { webhookUrlOf } from './webhook-url.js';
export { OutboundGuard, parseDeliveryUrl } from './outbound/outbound-guard.js';
export { type AcceptedPart } from './parts/part-reference.js';
export { chatBody, chatSessionId, parseChatMessage } from './web-chat/parse-chat-message.js';
export {
  mayOpenChat,
  openSession,
  type OpenedSession,
  verifySession,
} from './web-chat/verify-session.js';
export { parseWebhookMessage } from './webhook/parse-webhook.js';
export { postSigned } from './webhook/post-reply.js';
export { verifyWebhook, type WebhookHeaders } from './webhook/verify-webhook.js';
export { isSigningSecret, joinSecrets } from './webhook/secrets.js';
