import { performance } from 'node:perf_hooks';
import { milliseconds, say } from '../console.js';
import { type ReadyInfo } from '../ready-file.js';
import { customer, type SentMessage, sendMessage } from './demo-customer.js';
import { type Interaction, Operator } from './operator.js';
import { type ReplyReceiver } from './reply-receiver.js';

/** A question the demo shop's knowledge answers. */
export const demoQuestion = 'How much does it cost to repair a puncture?';

interface Answer {
  conversationId: string;
  text: string;
  sources?: { title: string }[];
}

const answerWithinMs = 15_000;

/** The receiver must be listened to before the message is sent: the answer may be quick. */
const answerAt = (
  receiver: ReplyReceiver,
  signal: AbortSignal,
): ((sent: SentMessage) => Promise<Answer>) => {
  const early: (Answer & { inReplyTo: string[] })[] = [];
  let look = (): void => undefined;
  receiver.onReply = (reply) => {
    early.push(reply);
    look();
  };
  return ({ messageId }: SentMessage): Promise<Answer> =>
    new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error));
      look = () => {
        const reply = early.find(({ inReplyTo }) => inReplyTo.includes(messageId));
        if (reply !== undefined) resolve(reply);
      };
      look();
    });
};

const ledger = ({ model, sql, cache }: Interaction): string =>
  `${sql.count} SQL statements · cache ${cache.hits} hits, ${cache.misses} misses · model ${model}`;

/**
 * Asks a question as the demo customer and shows what came of it.
 * @param receiver where the answer is delivered; without one it is read from the inbox
 */
export const exchange = async (
  info: ReadyInfo,
  question: string,
  receiver?: ReplyReceiver,
): Promise<void> => {
  const signal = AbortSignal.timeout(answerWithinMs);
  const operator = new Operator(info);
  const answerTo =
    receiver === undefined
      ? (sent: SentMessage): Promise<Answer> => operator.reply(sent, signal)
      : answerAt(receiver, signal);
  say(`\n  ${customer.name} asks:  ${question}`);
  const sent = await sendMessage(info, question);
  const answer = await answerTo(sent).catch((error: Error) => {
    throw signal.aborted ? new Error(`no answer within ${answerWithinMs / 1000} s`) : error;
  });
  const answeredMs = performance.now() - sent.sentAt;
  const interaction = await operator.interaction(answer.conversationId);
  const sources = answer.sources ?? interaction?.sources ?? [];
  say(`  Tulia answers:  ${answer.text}`);
  say(`  from:  ${sources.map(({ title }) => title).join(' · ') || 'no source'}`);
  say(
    `  accepted ${milliseconds(sent.acceptedMs)} · answered ${milliseconds(answeredMs)}` +
      (interaction === undefined ? '' : ` · ${ledger(interaction)}`),
  );
};
