import { type ReplySender, type SendOutcome } from '../channel-adapter.js';

/** A web chat reply is delivered once it is stored: the customer's stream reads it from there. */
export class WebChatSender implements ReplySender {
  send(): Promise<SendOutcome> {
    return Promise.resolve({ outcome: 'delivered' });
  }
}
