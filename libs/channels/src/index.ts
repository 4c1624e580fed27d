export {
  type InboundMessage,
  type OutboundReply,
  type ReplySender,
  type ReplyTarget,
  type SendOptions,
  type SendOutcome,
} from './channel-adapter.js';
export { ChannelsModule, ReplySenders } from './channels.module.js';
export { OutboundGuard, parseDeliveryUrl } from './outbound/outbound-guard.js';
export { chatSessionId, parseChatMessage } from './web-chat/parse-chat-message.js';
export { parseWebhookMessage } from './webhook/parse-webhook.js';
export { verifyWebhook, type WebhookHeaders } from './webhook/verify-webhook.js';
