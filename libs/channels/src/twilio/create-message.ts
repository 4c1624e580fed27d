import Twilio from 'twilio/lib/rest/Twilio.js';
import { type MessageListInstanceCreateOptions } from 'twilio/lib/rest/api/v2010/account/message.js';
import { type SendOptions } from '../channel-adapter.js';
import { type OutboundGuard } from '../outbound/outbound-guard.js';
import { type PostResult } from '../outbound/post.js';
import { GuardedHttpClient } from './guarded-http-client.js';

interface Access extends Pick<SendOptions, 'signal' | 'mayWrite'> {
  guard: OutboundGuard;
  apiBaseUrl: string;
  accountSid: string;
  authToken: string;
}

/** `sid`: Twilio's id of the message it took. `result` undefined: the library sent nothing. */
export const createMessage = async (
  { guard, apiBaseUrl, accountSid, authToken, ...options }: Access,
  message: MessageListInstanceCreateOptions,
): Promise<{ result: PostResult | undefined; sid: string | undefined }> => {
  const httpClient = new GuardedHttpClient(guard, apiBaseUrl, options);
  const twilio = new Twilio(accountSid, authToken, { httpClient });
  const sid = await twilio.messages
    .create(message)
    .then((created) => created.sid)
    // What went wrong the request itself tells.
    .catch(() => undefined);
  return { result: httpClient.result, sid };
};
