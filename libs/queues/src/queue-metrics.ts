import { type Metrics, Reading } from '#observability';
import { type Queue } from 'bull';

/** How long a scrape waits for Redis, in milliseconds. */
const deadlineMs = 250;

/** Shows how many jobs a queue holds; nothing while Redis is away. Once per application. */
export const reportQueue = (metrics: Metrics, queue: Queue): void => {
  const counts = new Reading(() => queue.getJobCounts(), { of: 'the queue', deadlineMs });
  metrics.gauge(
    'queue_jobs',
    'Jobs in a queue by state; absent while Redis is away.',
    ['queue', 'state'],
    async () =>
      Object.entries((await counts.value()) ?? {}).map(([state, value]) => ({
        labels: { queue: queue.name, state },
        value: value as number,
      })),
  );
};
