/** How a figure is written. Grafana's own names. */
type Unit = 's' | 'ms' | 'percentunit' | 'short' | 'reqps' | 'bytes' | 'currencyUSD';

export interface Query {
  expr: string;
  /** What the line is called, with `{{label}}`. */
  legend: string;
}

export interface Panel {
  title: string;
  /** What it means, and when to worry. */
  description: string;
  unit: Unit;
  queries: readonly Query[];
  /** `stat`: the newest value, large. `timeseries` by default. */
  type?: 'timeseries' | 'stat';
}

export interface Dashboard {
  /** Part of its address; never changes. */
  uid: string;
  title: string;
  panels: readonly Panel[];
}

const quantile = (share: number, metric: string, by = ''): string =>
  `histogram_quantile(${share}, sum by (le${by}) (rate(${metric}_bucket[$__rate_interval])))`;

const quantiles = (metric: string, shares: readonly number[] = [0.5, 0.95, 0.99]): Query[] =>
  shares.map((share) => ({ expr: quantile(share, metric), legend: `p${share * 100}` }));

const rate = (metric: string, by: string, matchers = ''): Query => ({
  expr: `sum by (${by}) (rate(${metric}${matchers}[$__rate_interval]))`,
  legend: by
    .split(', ')
    .map((label) => `{{${label}}}`)
    .join(' '),
});

const overview: Dashboard = {
  uid: 'tulia-overview',
  title: 'Tulia: overview',
  panels: [
    {
      title: 'Longest wait',
      description:
        'How long the customer is overdue who waits longest. Above a minute somebody is paged.',
      unit: 's',
      type: 'stat',
      queries: [{ expr: 'max(tulia_unanswered_oldest_seconds)', legend: 'overdue' }],
    },
    {
      title: 'Reply latency',
      description:
        'From the oldest message a reply answers to the provider’s yes; the window in which bursts are collected is part of it.',
      unit: 's',
      queries: quantiles('tulia_reply_latency_seconds'),
    },
    {
      title: 'Webhooks by status',
      description:
        'What providers were answered. 401 is a wrong signature; 503 means PostgreSQL is away, and they try again.',
      unit: 'reqps',
      queries: [rate('tulia_webhook_requests_total', 'status')],
    },
    {
      title: 'Webhook acknowledgement',
      description: 'Until a message is durable. Providers give up after seconds, not milliseconds.',
      unit: 's',
      queries: quantiles('tulia_webhook_ack_seconds'),
    },
    {
      title: 'Messages seen',
      description: 'For the first time, or again: providers repeat what they think was lost.',
      unit: 'reqps',
      queries: [rate('tulia_dedup_total', 'result')],
    },
    {
      title: 'Handed to a human',
      description:
        'By reason. Many low_confidence: knowledge is missing; answer_failed: something is broken.',
      unit: 'reqps',
      queries: [rate('tulia_handoffs_total', 'reason')],
    },
  ],
};

const turns: Dashboard = {
  uid: 'tulia-turns',
  title: 'Tulia: turns',
  panels: [
    {
      title: 'Turns by outcome',
      description:
        'Superseded and discarded gave way to a newer message or a human. Lost and failed are tried again.',
      unit: 'reqps',
      queries: [rate('tulia_turn_seconds_count', 'outcome')],
    },
    {
      title: 'Duration of an answered turn',
      description: 'Begin to commit, the model included.',
      unit: 's',
      queries: [0.5, 0.95, 0.99].map((share) => ({
        expr: `histogram_quantile(${share}, sum by (le) (rate(tulia_turn_seconds_bucket{outcome="answered"}[$__rate_interval])))`,
        legend: `p${share * 100}`,
      })),
    },
    {
      title: 'SQL statements of a turn',
      description: 'Two when everything is cached. More means misses, or a query per row.',
      unit: 'short',
      queries: quantiles('tulia_turn_sql_statements'),
    },
    {
      title: 'Calls over their query budget',
      description: 'By handler. Any is a defect: the log names the statements.',
      unit: 'reqps',
      queries: [rate('tulia_query_budget_exceeded_total', 'handler')],
    },
  ],
};

const caches: Dashboard = {
  uid: 'tulia-caches',
  title: 'Tulia: caches',
  panels: [
    {
      title: 'Hit rate by family',
      description: 'Stale answers that are being refreshed count as hits, bypasses do not count.',
      unit: 'percentunit',
      queries: [
        {
          expr: 'sum by (family) (rate(tulia_cache_requests_total{result=~"hit|negative|stale"}[$__rate_interval])) / sum by (family) (rate(tulia_cache_requests_total{result!="bypass"}[$__rate_interval]))',
          legend: '{{family}}',
        },
      ],
    },
    {
      title: 'Requests by tier and result',
      description: 'l1 is this process, l2 Redis, loader the database.',
      unit: 'reqps',
      queries: [rate('tulia_cache_requests_total', 'tier, result')],
    },
    {
      title: 'Duration of loads',
      description: 'What a miss costs.',
      unit: 's',
      queries: [
        { expr: quantile(0.95, 'tulia_cache_load_seconds', ', family'), legend: 'p95 {{family}}' },
      ],
    },
    {
      title: 'Coalesced loads',
      description: 'Requests that were spared a load because another was under way.',
      unit: 'reqps',
      queries: [rate('tulia_cache_coalesced_total', 'family')],
    },
    {
      title: 'Invalidations by reason',
      description: 'Many of one reason: something writes in a loop.',
      unit: 'reqps',
      queries: [rate('tulia_cache_invalidations_total', 'family, reason')],
    },
    {
      title: 'Memory',
      description: 'Held by each process; bounded by its options.',
      unit: 'bytes',
      queries: [{ expr: 'sum by (instance) (tulia_cache_memory_bytes)', legend: '{{instance}}' }],
    },
    {
      title: 'Breaker',
      description: '1 while Redis is not asked because it failed.',
      unit: 'short',
      queries: [{ expr: 'max by (tier) (tulia_cache_breaker_open)', legend: '{{tier}}' }],
    },
  ],
};

const delivery: Dashboard = {
  uid: 'tulia-locks-outbox',
  title: 'Tulia: locks and outbox',
  panels: [
    {
      title: 'Leases by result',
      description:
        'Contended: another worker has the conversation, which is usual. Timeout and error: Redis.',
      unit: 'reqps',
      queries: [rate('tulia_lock_acquisitions_total', 'result')],
    },
    {
      title: 'Leases lost',
      description:
        'Ended before their holder gave them back. PostgreSQL’s fence keeps this from mattering to customers.',
      unit: 'reqps',
      queries: [{ expr: 'sum(rate(tulia_lock_lost_total[$__rate_interval]))', legend: 'lost' }],
    },
    {
      title: 'Leases held for',
      description: 'As long as turns take.',
      unit: 's',
      queries: quantiles('tulia_lock_hold_seconds', [0.5, 0.99]),
    },
    {
      title: 'Replies not delivered',
      description: 'Decided, and not taken by their provider yet.',
      unit: 'short',
      queries: [{ expr: 'max(tulia_outbox_pending)', legend: 'pending' }],
    },
    {
      title: 'Ambiguous sends',
      description:
        'Nobody knows whether the provider took them; each is settled by its channel’s guarantee.',
      unit: 'reqps',
      queries: [
        { expr: 'sum(rate(tulia_outbox_ambiguous_total[$__rate_interval]))', legend: 'ambiguous' },
      ],
    },
    {
      title: 'Dead letters of a day',
      description: 'Messages nobody could answer; a human has them.',
      unit: 'short',
      queries: [{ expr: 'max(tulia_dead_letters)', legend: 'messages' }],
    },
  ],
};

const queues: Dashboard = {
  uid: 'tulia-queues',
  title: 'Tulia: queues and processes',
  panels: [
    {
      title: 'Jobs by state',
      description:
        'Delayed jobs wait for a burst to end. Waiting ones wait for a worker: scale out when they pile up.',
      unit: 'short',
      queries: [
        { expr: 'max by (queue, state) (tulia_queue_jobs)', legend: '{{queue}} {{state}}' },
      ],
    },
    {
      title: 'Event loop lag',
      description: 'p99 of each process. Above 100 ms every request of that process waits.',
      unit: 's',
      queries: [
        {
          expr: 'max by (instance) (tulia_nodejs_eventloop_lag_p99_seconds)',
          legend: '{{instance}}',
        },
      ],
    },
    {
      title: 'CPU',
      description: 'Cores that each process uses; one is its bound, threads of the embedder aside.',
      unit: 'short',
      queries: [rate('tulia_process_cpu_seconds_total', 'instance')],
    },
    {
      title: 'Memory',
      description: 'Resident, of each process.',
      unit: 'bytes',
      queries: [
        { expr: 'sum by (instance) (tulia_process_resident_memory_bytes)', legend: '{{instance}}' },
      ],
    },
  ],
};

const models: Dashboard = {
  uid: 'tulia-models',
  title: 'Tulia: models and cost',
  panels: [
    {
      title: 'Cost of a day',
      description: 'Of answered turns, by model, at the prices of LLM_PRICES.',
      unit: 'currencyUSD',
      queries: [
        { expr: 'sum by (model) (increase(tulia_llm_cost_usd_total[24h]))', legend: '{{model}}' },
      ],
    },
    {
      title: 'Tokens',
      description:
        'Cached prompt tokens cost a fraction: a drop means that prompts no longer begin alike.',
      unit: 'short',
      queries: [rate('tulia_llm_tokens_total', 'model, kind')],
    },
    {
      title: 'Answers by confidence’s end',
      description:
        'Conversations that went to a human because nothing was found, or no budget was left.',
      unit: 'reqps',
      queries: [rate('tulia_handoffs_total', 'reason', '{reason=~"low_confidence|budget_spent"}')],
    },
  ],
};

export const dashboards: readonly Dashboard[] = [overview, turns, caches, delivery, queues, models];
