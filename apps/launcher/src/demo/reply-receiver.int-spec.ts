import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { type Reply, ReplyReceiver } from './reply-receiver.js';

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const reply: Reply = { conversationId: 'c', text: 'At nine.', sources: [], inReplyTo: ['m'] };

describe('the receiver of replies', () => {
  let receiver: ReplyReceiver;
  let received: Reply[];
  beforeEach(async () => {
    receiver = await ReplyReceiver.start();
    received = [];
    receiver.onReply = (taken) => received.push(taken);
  });
  afterEach(() => receiver[Symbol.asyncDispose]());

  const deliver = async (signedWith = secret): Promise<number> => {
    const body = JSON.stringify(reply);
    const now = new Date();
    const headers = {
      'webhook-id': 'one',
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': new Webhook(signedWith).sign('one', now, body),
    };
    const { status } = await fetch(receiver.url, { method: 'POST', headers, body });
    return status;
  };

  it('takes what the channel signed, once', async () => {
    receiver.secret = secret;
    expect([await deliver(), await deliver()]).toEqual([200, 200]);
    expect(received).toEqual([reply]);
  });

  it('refuses anything else', async () => {
    expect(await deliver()).toBe(401);
    receiver.secret = secret;
    expect(await deliver(`whsec_${Buffer.alloc(32, 8).toString('base64')}`)).toBe(401);
    expect(received).toEqual([]);
  });
});
