import { z } from 'zod';
import { type Operation } from './operation.js';

const health = z.looseObject({ status: z.enum(['ok', 'error', 'shutting_down']) });

/** Routes that every service has: `libs/observability` serves them and knows of no API. */
export const elsewhere: Readonly<Record<string, Operation>> = {
  'HealthController.live': { summary: 'Whether the process lives', answer: health },
  'HealthController.ready': {
    summary: 'Whether the process can do its work',
    answer: health,
    problems: ['unavailable'],
  },
  'MetricsController.scrape': { summary: 'Metrics for Prometheus', media: 'text/plain' },
};
