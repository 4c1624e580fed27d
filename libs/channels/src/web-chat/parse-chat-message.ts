import { parseInput } from '#contracts';
import { z } from 'zod';
import { type InboundMessage } from '../channel-adapter.js';
import { identifier, messageText } from '../inbound-fields.js';

export const chatSessionId = identifier.max(100);

const chatBody = z.strictObject({
  sessionId: chatSessionId,
  messageId: identifier.max(100),
  text: messageText.refine((text) => text.trim() !== '', 'must not be blank'),
});

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
