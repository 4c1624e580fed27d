import { Agent, request } from 'node:http';
import { signedRequest } from '../../../support/signed-webhook.js';
import { tell } from '../../harness/bench-process.js';
import { quantile } from '../../harness/statistics.js';

/** What a load process is to do: its only argument, as JSON. */
export interface LoadOrder {
  readonly url: string;
  readonly secret: string;
  /** Requests that arrive in a second, whether the earlier ones are answered or not. */
  readonly perSecond: number;
  readonly seconds: number;
  readonly customers: number;
  /** Starts the ids: the same again is the same messages again. */
  readonly series: string;
}

export interface LoadResult {
  readonly sent: number;
  readonly accepted: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

type Prepared = ReturnType<typeof signedRequest>;

const order = JSON.parse(process.argv[2] ?? '') as LoadOrder;
const agent = new Agent({ keepAlive: true });

/** @returns the status; 0 when there was none */
const send = ({ method, headers, body }: Prepared): Promise<number> =>
  new Promise((resolve) => {
    request(order.url, { agent, method, headers }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0));
    })
      .on('error', () => resolve(0))
      .end(body);
  });

/** Signed beforehand: while time is taken, the machine is the servers'. */
const requests = Array.from({ length: order.perSecond * order.seconds }, (_, index) =>
  signedRequest(order.secret, {
    messageId: `${order.series}-${index}`,
    from: { id: `customer-${index % order.customers}` },
    text: 'When are you open?',
  }),
);

const latencies: number[] = [];
let accepted = 0;
const startedAt = performance.now();

/** Counted from when it was due: a server that holds up its callers does not get fewer of them. */
const arrive = async (prepared: Prepared, index: number): Promise<void> => {
  const dueAt = startedAt + (index * 1000) / order.perSecond;
  while (performance.now() < dueAt) {
    await new Promise((resolve) => setTimeout(resolve, dueAt - performance.now()));
  }
  const status = await send(prepared);
  latencies.push(performance.now() - dueAt);
  if (status >= 200 && status < 300) accepted++;
};

await Promise.all(requests.map(arrive));
agent.destroy();
tell({
  sent: requests.length,
  accepted,
  p50Ms: quantile(latencies, 0.5),
  p99Ms: quantile(latencies, 0.99),
  maxMs: quantile(latencies, 1),
} satisfies LoadResult);
