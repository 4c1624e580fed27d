import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { type ReceivedReply } from '../support/receiver.js';
import { Suite } from '../support/suite.js';

interface State {
  messageId: string;
  conversationId: string;
  state: string;
  replyId: string | null;
}

interface Audit {
  entries: { step: string }[];
}

describe('operators and the bot', () => {
  let suite: Suite;

  beforeAll(async () => {
    // What no job announces would come a minute late: the wake-ups are what is seen here.
    suite = await Suite.start({ SWEEP_MS: '60000', TURN_WINDOW_MS: '100' });
  }, 60_000);
  afterAll(async () => suite?.[Symbol.asyncDispose]());

  /** @returns our id of a message that was posted */
  const write = async (from: string, text: string): Promise<[own: string, theirs: string]> => {
    const { response, messageId } = await suite.post(text, { from });
    const { messageId: id } = (await response.json()) as { messageId: string };
    return [id, messageId];
  };

  const answerTo = (providerMessageId: string): Promise<ReceivedReply> =>
    eventually(
      `an answer to ${providerMessageId}`,
      () => suite.receiver.answersTo(providerMessageId)[0],
    );

  const stateOf = (id: string): Promise<State> => suite.get(`/v1/messages/${id}/state`);

  it('take a conversation, answer it, and give it back', async () => {
    const [, first] = await write('handed', 'Are you open on Saturdays?');
    const { conversationId } = await answerTo(first);
    const path = `/v1/conversations/${conversationId}`;
    await suite.operate(`${path}/handoff`, { reason: 'asked for a human' });
    const [unanswered] = await write('handed', 'Is anybody there?');
    expect(await stateOf(unanswered)).toMatchObject({ conversationId, state: 'handed_off' });
    const sent = await suite.operate<{ id: string }>(`${path}/replies`, { text: 'I am, hello!' });
    const reply = await eventually("the operator's reply", () =>
      suite.receiver.replies.find(({ replyId }) => replyId === sent.id),
    );
    expect(reply).toMatchObject({
      ...{ to: 'handed', text: 'I am, hello!', conversationId },
      ...{ inReplyTo: [], sources: [], confidence: 1, handoff: true },
    });
    await suite.operate(`${path}/return`);
    const [, later] = await write('handed', 'Can I pay with a Visa card?');
    expect(await answerTo(later)).toMatchObject({ conversationId, handoff: false });
  });

  it('have the bot answer what was left to them after all', async () => {
    const [, first] = await write('replayed', 'Are you open on Saturdays?');
    const { conversationId } = await answerTo(first);
    await suite.operate(`/v1/conversations/${conversationId}/handoff`);
    const [id, theirs] = await write('replayed', 'Can I pay with a Visa card?');
    await suite.operate(`/v1/messages/${id}/replay`, { force: true });
    const { replyId } = await answerTo(theirs);
    expect(await stateOf(id)).toMatchObject({ state: 'completed', replyId });
    const { entries } = await suite.get<Audit>(`/v1/messages/${id}/audit`);
    const steps = entries.map(({ step }) => step);
    expect(steps.slice(0, 4)).toEqual(['received', 'message.replayed', 'turn', 'replied']);
  });

  it('have a message answered once more, although it is remembered as answered', async () => {
    const [id, theirs] = await write('again', 'Are you open on Saturdays?');
    const { conversationId, replyId } = await answerTo(theirs);
    await eventually(
      'its worker is done',
      async () =>
        !(await suite.remembers(`tulia:lease:turn:${conversationId}`)) &&
        (await suite.remembers(`tulia:state:message:${id}`)),
    );
    await suite.operate(`/v1/messages/${id}/replay`, { force: true });
    const again = await eventually('a second answer', () => suite.receiver.answersTo(theirs)[1]);
    expect(again.replyId).not.toBe(replyId);
  });
});
