import { type Take } from './provider.ts';
import { type Acknowledged } from './traffic.ts';

/** A message as PostgreSQL has it in the end. */
export interface StoredMessage {
  providerMessageId: string;
  sequence: number;
  state: string;
}

/** A decided reply as PostgreSQL has it in the end. */
export interface StoredReply {
  replyId: string;
  delivery: string;
  ambiguousAttempts: number;
  /** Ids of the messages it answers. */
  answers: string[];
}

export interface Evidence {
  acknowledged: Acknowledged[];
  /** The provider's own log. */
  takes: Take[];
  messages: StoredMessage[];
  replies: StoredReply[];
  /** Replies the bot decided while a human had the conversation. */
  talkedOver: string[];
}

/**
 * Ids of messages, but for `ghosts`, `outOfOrder`, `talkedOver`, `ambiguous` and
 * `unnoticed`: of replies.
 */
export interface Verdict {
  /** Acknowledged, and no reply that the provider took answers it, nor was one given up openly. */
  lost: string[];
  /** Answered by several replies, or by one sent twice without having been counted as ambiguous. */
  doubled: string[];
  /** Read by the customer, though nobody decided it or nothing was asked. */
  ghosts: string[];
  /** Read before an earlier one of the same conversation, or answering messages out of order. */
  outOfOrder: string[];
  /** Not read; its reply was counted as ambiguous and not sent again. */
  unconfirmed: string[];
  /** Read twice; its reply was counted as ambiguous and sent again. */
  repeated: string[];
  /** Decided by the bot while a human had the conversation. */
  talkedOver: string[];
  /** Left to a human. */
  human: string[];
  /** Deliveries that were ambiguous at some time. */
  ambiguous: string[];
  /** Taken for one clean exchange, which the provider knows it was not. */
  unnoticed: string[];
}

/** Under the ablated inbox a repeated message is stored under `m1~something`. */
const plainId = (id: string): string => id.split('~')[0] ?? id;

const isAscending = (numbers: number[]): boolean =>
  numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? 0));

const groupBy = <T>(items: T[], keyOf: (item: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
};

/** What the customers read, in order: repetitions that the provider recognised do not count. */
const readBy = (takes: Take[]): Take[] =>
  takes.filter(({ repeated }) => !repeated).sort((one, other) => one.order - other.order);

const outOfOrder = (read: Take[], acknowledged: Acknowledged[]): string[] => {
  const order = new Map(acknowledged.map(({ id, order }) => [id, order]));
  const wrong: string[] = [];
  for (const takes of groupBy(read, ({ customer }) => customer).values()) {
    let last = 0;
    const seen = new Set<string>();
    for (const { replyId, inReplyTo } of takes) {
      // Twice the same is doubled; it came in order the first time.
      if (seen.has(replyId)) continue;
      seen.add(replyId);
      const covered = inReplyTo.map((id) => order.get(plainId(id)) ?? 0);
      if (!isAscending([last, ...covered])) wrong.push(replyId);
      last = Math.max(last, ...covered);
    }
  }
  return wrong;
};

/** The replies that answered each message, as often as the customer read them. */
const answersIn = (read: Take[]): Map<string, string[]> => {
  const answers = new Map<string, string[]>();
  for (const { inReplyTo, replyId } of read) {
    for (const id of new Set(inReplyTo.map(plainId))) {
      answers.set(id, [...(answers.get(id) ?? []), replyId]);
    }
  }
  return answers;
};

const unnoticedIn = (takes: Take[], replies: StoredReply[]): string[] => {
  const takesOf = groupBy(takes, ({ replyId }) => replyId);
  return replies
    .filter(({ replyId, delivery, ambiguousAttempts }) => {
      const own = takesOf.get(replyId) ?? [];
      const clean = own.length === 1 && own[0]?.answered === true;
      return delivery === 'delivered' && ambiguousAttempts === 0 && !clean;
    })
    .map(({ replyId }) => replyId);
};

/** Judges a run by what the provider took, against what it had been promised by a 2xx. */
export const judge = (evidence: Evidence): Verdict => {
  const { acknowledged, takes, messages, replies, talkedOver } = evidence;
  const read = readBy(takes);
  const answers = answersIn(read);
  const decided = new Map(replies.map((reply) => [reply.replyId, reply]));
  const wasAmbiguous = (replyId: string): boolean =>
    (decided.get(replyId)?.ambiguousAttempts ?? 0) > 0;
  const given = (fits: (reply: StoredReply) => boolean): Set<string> =>
    new Set(replies.filter(fits).flatMap((reply) => reply.answers.map(plainId)));
  const unconfirmed = given(({ delivery }) => delivery === 'unconfirmed');
  const stored = new Set(messages.map(({ providerMessageId }) => plainId(providerMessageId)));
  const human = new Set(
    messages
      .filter(({ state }) => state === 'handed_off')
      .map(({ providerMessageId }) => plainId(providerMessageId)),
  );
  const unanswered = acknowledged.map(({ id }) => id).filter((id) => !answers.has(id));
  const twice = [...answers].filter(([, replyIds]) => replyIds.length > 1);
  /** One reply, sent again because nobody knew. */
  const isRepetition = (replyIds: string[]): boolean =>
    new Set(replyIds).size === 1 && wasAmbiguous(replyIds[0] ?? '');
  const ids = (entries: [string, string[]][]): string[] => entries.map(([id]) => id);
  return {
    lost: unanswered.filter((id) => !human.has(id) && !unconfirmed.has(id)),
    doubled: ids(twice.filter(([, replyIds]) => !isRepetition(replyIds))),
    ghosts: read
      .filter(
        ({ replyId, inReplyTo }) =>
          !decided.has(replyId) || !inReplyTo.some((id) => stored.has(plainId(id))),
      )
      .map(({ replyId }) => replyId),
    outOfOrder: outOfOrder(read, acknowledged),
    unconfirmed: unanswered.filter((id) => unconfirmed.has(id)),
    repeated: ids(twice.filter(([, replyIds]) => isRepetition(replyIds))),
    talkedOver,
    human: unanswered.filter((id) => human.has(id) && !unconfirmed.has(id)),
    ambiguous: replies.filter(({ replyId }) => wasAmbiguous(replyId)).map(({ replyId }) => replyId),
    unnoticed: unnoticedIn(takes, replies),
  };
};
