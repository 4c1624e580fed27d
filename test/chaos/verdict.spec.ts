import { describe, expect, it } from '@jest/globals';
import { type Take } from './provider.ts';
import { type Evidence, judge, type StoredReply, type Verdict } from './verdict.ts';

/** Two messages of one customer, each answered by its reply: nothing to complain of. */
const evidence = (): Evidence => ({
  acknowledged: [
    { id: 'm1', customer: 'c', order: 1 },
    { id: 'm2', customer: 'c', order: 2 },
  ],
  takes: [take(1, 'r1', ['m1']), take(2, 'r2', ['m2'])],
  messages: [
    { providerMessageId: 'm1', sequence: 1, state: 'completed' },
    { providerMessageId: 'm2', sequence: 3, state: 'completed' },
  ],
  replies: [reply('r1', ['m1']), reply('r2', ['m2'])],
  talkedOver: [],
});

const take = (
  order: number,
  replyId: string,
  inReplyTo: string[],
  more: Partial<Take> = {},
): Take => ({
  ...{ order, replyId, inReplyTo },
  ...{
    key: `key of ${replyId}`,
    conversationId: 'conversation',
    customer: 'c',
    sequence: order * 2,
  },
  ...{ repeated: false, answered: true },
  ...more,
});

const reply = (
  replyId: string,
  answers: string[],
  more: Partial<StoredReply> = {},
): StoredReply => ({
  ...{ replyId, answers, delivery: 'delivered', ambiguousAttempts: 0 },
  ...more,
});

/** What is found, without the lists that are empty. */
const found = (change: (evidence: Evidence) => void): Partial<Verdict> => {
  const changed = evidence();
  change(changed);
  return Object.fromEntries(
    Object.entries(judge(changed)).filter(([, ids]: [string, string[]]) => ids.length > 0),
  );
};

describe('the verdict on a run', () => {
  it('finds nothing where every message has one reply, in order', () => {
    expect(found(() => undefined)).toEqual({});
  });

  it('counts a message as lost that no reply taken by the provider answers', () => {
    expect(found(({ takes }) => takes.pop())).toEqual({ lost: ['m2'], unnoticed: ['r2'] });
  });

  it('does not miss a message that was left to a human', () => {
    const verdict = found((run) => {
      run.takes.pop();
      run.replies.pop();
      run.messages[1] = { providerMessageId: 'm2', sequence: 3, state: 'handed_off' };
    });
    expect(verdict).toEqual({ human: ['m2'] });
  });

  it('counts a message as doubled that two replies answer', () => {
    const verdict = found(({ takes, replies }) => {
      takes.push(take(3, 'r3', ['m2']));
      replies.push(reply('r3', ['m2']));
    });
    expect(verdict).toMatchObject({ doubled: ['m2'] });
  });

  it('counts a reply sent twice as doubled, unless that was counted as ambiguous', () => {
    const twice = (ambiguousAttempts: number): Partial<Verdict> =>
      found(({ takes, replies }) => {
        takes.push(take(3, 'r2', ['m2']));
        replies[1] = reply('r2', ['m2'], { ambiguousAttempts });
      });
    expect(twice(0)).toEqual({ doubled: ['m2'], unnoticed: ['r2'] });
    expect(twice(1)).toEqual({ repeated: ['m2'], ambiguous: ['r2'] });
  });

  it('passes a repetition that the provider recognised, when it was counted', () => {
    const verdict = found(({ takes, replies }) => {
      takes[1] = take(2, 'r2', ['m2'], { answered: false });
      takes.push(take(3, 'r2', ['m2'], { repeated: true }));
      replies[1] = reply('r2', ['m2'], { ambiguousAttempts: 1 });
    });
    expect(verdict).toEqual({ ambiguous: ['r2'] });
  });

  it('tells a message that was given up openly from a lost one', () => {
    const verdict = found(({ takes, replies }) => {
      takes.pop();
      replies[1] = reply('r2', ['m2'], { delivery: 'unconfirmed', ambiguousAttempts: 1 });
    });
    expect(verdict).toEqual({ unconfirmed: ['m2'], ambiguous: ['r2'] });
  });

  it('counts a reply as a ghost that nobody decided, or that answers nothing', () => {
    const undecided = found(({ takes }) => takes.push(take(3, 'r9', ['m2'])));
    expect(undecided.ghosts).toEqual(['r9']);
    const unasked = found(({ takes, replies }) => {
      takes.push(take(3, 'r3', ['m9']));
      replies.push(reply('r3', ['m9']));
    });
    expect(unasked.ghosts).toEqual(['r3']);
  });

  it('notices replies that arrive out of order, and messages answered out of order', () => {
    const swapped = found((run) => {
      run.takes = [take(1, 'r2', ['m2']), take(2, 'r1', ['m1'])];
    });
    expect(swapped).toEqual({ outOfOrder: ['r1'] });
    const within = found((run) => {
      run.takes = [take(1, 'r1', ['m2', 'm1'])];
      run.replies = [reply('r1', ['m2', 'm1'])];
    });
    expect(within).toEqual({ outOfOrder: ['r1'] });
  });

  it('sees through an inbox that stores repetitions under new ids', () => {
    const verdict = found((run) => {
      run.takes.push(take(3, 'r3', ['m2~again']));
      run.replies.push(reply('r3', ['m2~again']));
      run.messages.push({ providerMessageId: 'm2~again', sequence: 5, state: 'completed' });
    });
    expect(verdict).toMatchObject({ doubled: ['m2'] });
  });
});
