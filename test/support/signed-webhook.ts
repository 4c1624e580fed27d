import { Webhook } from 'standardwebhooks';

/** A request as a business's system sends it to its `webhook` channel. */
export const signedRequest = (
  secret: string,
  message: object,
  { at = new Date(), id = `msg_${Math.random().toString(36).slice(2)}` } = {},
): { method: 'POST'; headers: Record<string, string>; body: string } => {
  const body = JSON.stringify(message);
  return {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(id, at, body),
    },
    body,
  };
};
