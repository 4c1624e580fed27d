import { parseInput } from '#contracts';
import { z } from 'zod';
import { type InboundMessage } from '../channel-adapter.js';
import { identifier, messageText } from '../inbound-fields.js';

export const chatSessionId = identifier.max(100);

/** What a page sends. */
export const chatBody = z
  .strictObject({
    sessionId: chatSessionId,
    messageId: identifier.max(100),
    text: messageText.refine((text) => text.trim() !== '', 'must not be blank'),
  })
  .meta({ examples: [{ sessionId: 'visitor-1', messageId: 'm-1', text: 'Are you open?' }] });

/** The body of a web chat message. @throws Problem `malformed` */
export const parseChatMessage = (body: unknown): InboundMessage => {
  const { sessionId, messageId, text } = parseInput(chatBody, body);
  return {
    // Browsers make their ids up: they are unique within a session only.
    providerMessageId: `${sessionId}/${messageId}`,
    from: { id: sessionId },
    text,
    attachments: [],
  };
};
