import { type OutboundReply, type SendOptions } from '../src/channel-adapter.js';

export const replyTo = (to: string, fields: Partial<OutboundReply> = {}): OutboundReply => ({
  deliveryId: '019a0000-0000-7000-8000-000000000001',
  replyId: '019a0000-0000-7000-8000-000000000002',
  conversationId: '019a0000-0000-7000-8000-000000000003',
  customerId: '019a0000-0000-7000-8000-000000000004',
  to,
  text: 'We open at nine.',
  sources: [],
  inReplyTo: ['m1'],
  sequence: 2,
  confidence: 0.9,
  handoff: false,
  ...fields,
});

export const sendOptions = (fields: Partial<SendOptions> = {}): SendOptions => ({
  signal: AbortSignal.timeout(5000),
  mayWrite: () => true,
  progress: { acceptedParts: [], useTemplate: false },
  ...fields,
});
