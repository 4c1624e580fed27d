import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '../../../support/eventually.js';
import { Suite } from '../../../support/suite.js';
import { type BenchServers } from '../../harness/bench-servers.js';
import { atLeast, atMost, type Section } from '../../harness/report.js';
import { type BenchOptions } from '../../options.js';
import { CountingModel } from './counting-model.js';

const messagesInBurst = 20;
const burstMs = 300;
/** A new conversation begins this often: a busy shop, not a benchmark of the gateway. */
const everyMs = 100;

/** @throws when a message is not accepted */
const burst = async (suite: Suite, customer: string): Promise<void> => {
  const post = async (index: number): Promise<void> => {
    await delay((index * burstMs) / messagesInBurst);
    const { response } = await suite.post('Are you open on Saturdays?', { from: customer });
    if (!response.ok) throw new Error(`a message was answered with ${response.status}`);
  };
  await Promise.all(Array.from({ length: messagesInBurst }, (_, index) => post(index)));
};

const wordedInteractions = async (suite: Suite): Promise<number> => {
  const [{ count } = { count: 0 }] = await suite.database.query<{ count: number }[]>(
    `SELECT count(*)::int AS count FROM interaction WHERE model LIKE 'openai-compatible/%'`,
  );
  return count;
};

/** How many replies a burst of messages gets, and how many model calls came to nothing. */
export const benchBursts = async (
  _servers: BenchServers,
  { quick }: BenchOptions,
): Promise<Section[]> => {
  const conversations = quick ? 10 : 200;
  const messages = conversations * messagesInBurst;
  await using model = await CountingModel.listen();
  await using suite = await Suite.start(
    {
      TURN_WINDOW_MS: '1000',
      LLM_PROVIDER: 'openai-compatible',
      LLM_BASE_URL: model.baseUrl,
      LLM_MODEL: 'bench',
      LOG_LEVEL: 'warn',
    },
    { workers: 2 },
  );
  await Promise.all(
    Array.from({ length: conversations }, async (_, index) => {
      await delay(index * everyMs);
      await burst(suite, `burst-${index}`);
    }),
  );
  const answered = (): number =>
    new Set(suite.receiver.replies.flatMap(({ inReplyTo }) => inReplyTo)).size;
  await eventually('every message is answered', () => answered() === messages, 120_000);
  const replies = suite.receiver.replies.length;
  const interactions = await wordedInteractions(suite);
  const wasted = model.calls - interactions;
  return [
    {
      title: `${conversations} conversations, bursts of ${messagesInBurst} within ${burstMs} ms`,
      rows: [
        {
          name: 'the whole suite, 2 workers',
          figures: { messages, replies, 'model calls': model.calls, interactions, wasted },
        },
      ],
      targets: [
        atLeast('messages / reply', 10, messages / replies),
        atMost('model calls wasted', 0, wasted),
      ],
    },
  ];
};
