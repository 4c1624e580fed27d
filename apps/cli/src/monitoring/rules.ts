/** A figure made of others, once for all who look. Named `level:metric:operations`, as Prometheus' own practice has it. */
export interface RecordingRule {
  record: string;
  expr: string;
}

/** Something a customer or an operator feels, and somebody has to do something about. */
export interface AlertingRule {
  alert: string;
  expr: string;
  /** How long it has to last. */
  for: string;
  /** `page`: somebody is woken; `ticket`: in the morning. */
  severity: 'page' | 'ticket';
  /** One sentence, with the figure in it. */
  summary: string;
  /** Under docs/runbooks, without the ending. */
  runbook: string;
}

export const recordingRules: readonly RecordingRule[] = [
  {
    record: 'tulia:reply_latency_seconds:p95_5m',
    expr: 'histogram_quantile(0.95, sum by (le) (rate(tulia_reply_latency_seconds_bucket[5m])))',
  },
  {
    record: 'tulia:webhook_ack_seconds:p99_5m',
    expr: 'histogram_quantile(0.99, sum by (le) (rate(tulia_webhook_ack_seconds_bucket[5m])))',
  },
  {
    record: 'tulia:webhook_requests:error_ratio_5m',
    expr: '(sum(rate(tulia_webhook_requests_total{status=~"5.."}[5m])) or vector(0)) / sum(rate(tulia_webhook_requests_total[5m]))',
  },
  {
    record: 'tulia:cache_requests:hit_ratio_30m',
    expr: 'sum by (family) (rate(tulia_cache_requests_total{result=~"hit|negative|stale"}[30m])) / sum by (family) (rate(tulia_cache_requests_total{result!="bypass"}[30m]))',
  },
  {
    record: 'tulia:locks:lost_ratio_15m',
    expr: 'sum(rate(tulia_lock_lost_total[15m])) / sum(rate(tulia_lock_acquisitions_total{result="acquired"}[15m]))',
  },
];

/** Symptoms, not causes: what hurts nobody wakes nobody. */
export const alertingRules: readonly AlertingRule[] = [
  {
    alert: 'TuliaCustomersWait',
    expr: 'max(tulia_unanswered_oldest_seconds) > 60',
    for: '2m',
    severity: 'page',
    summary: 'A customer has waited {{ $value | humanizeDuration }} longer than any should.',
    runbook: 'customers-wait',
  },
  {
    alert: 'TuliaNoWorkers',
    expr: 'absent(tulia_unanswered_oldest_seconds)',
    for: '2m',
    severity: 'page',
    summary: 'No agent-worker shows its figures: nobody answers customers.',
    runbook: 'customers-wait',
  },
  {
    alert: 'TuliaWebhooksFail',
    expr: 'tulia:webhook_requests:error_ratio_5m > 0.01',
    for: '5m',
    severity: 'page',
    summary:
      '{{ $value | humanizePercentage }} of webhooks are answered with a 5xx; providers try them again.',
    runbook: 'webhooks-fail',
  },
  {
    alert: 'TuliaWebhooksSlow',
    expr: 'tulia:webhook_ack_seconds:p99_5m > 0.3',
    for: '10m',
    severity: 'ticket',
    summary:
      'A webhook in a hundred takes {{ $value | humanizeDuration }} or more to be acknowledged.',
    runbook: 'webhooks-fail',
  },
  {
    alert: 'TuliaRepliesSlow',
    expr: 'tulia:reply_latency_seconds:p95_5m > 15',
    for: '10m',
    severity: 'ticket',
    summary: 'A reply in twenty takes {{ $value | humanizeDuration }} or more.',
    runbook: 'replies-slow',
  },
  {
    alert: 'TuliaRepliesNotDelivered',
    expr: 'min_over_time(max(tulia_outbox_pending)[10m:1m]) > 50',
    for: '5m',
    severity: 'page',
    summary: '{{ $value }} replies are decided and not delivered, for ten minutes.',
    runbook: 'replies-not-delivered',
  },
  {
    alert: 'TuliaSendsAmbiguous',
    expr: 'sum(increase(tulia_outbox_ambiguous_total[15m])) > 0',
    for: '0m',
    severity: 'ticket',
    summary: 'Of {{ $value | humanize }} sends nobody knows whether the provider took them.',
    runbook: 'ambiguous-sends',
  },
  {
    alert: 'TuliaDeadLetters',
    expr: 'max(tulia_dead_letters) > 0',
    for: '5m',
    severity: 'ticket',
    summary: '{{ $value }} messages of the last day could not be answered, and wait for a human.',
    runbook: 'dead-letters',
  },
  {
    alert: 'TuliaLocksLost',
    expr: 'tulia:locks:lost_ratio_15m > 0.01',
    for: '10m',
    severity: 'ticket',
    summary: '{{ $value | humanizePercentage }} of leases are lost before they are given back.',
    runbook: 'stuck-locks',
  },
  {
    alert: 'TuliaCacheMisses',
    expr: 'tulia:cache_requests:hit_ratio_30m < 0.6 and on (family) sum by (family) (rate(tulia_cache_requests_total[30m])) > 1',
    for: '30m',
    severity: 'ticket',
    summary: 'Only {{ $value | humanizePercentage }} of {{ $labels.family }} come from a cache.',
    runbook: 'cache-misses',
  },
  {
    alert: 'TuliaCacheBreakerOpen',
    expr: 'max by (tier) (tulia_cache_breaker_open) == 1',
    for: '2m',
    severity: 'ticket',
    summary: 'Redis is not asked for cached values, because it failed: slower, not broken.',
    runbook: 'redis-away',
  },
  {
    alert: 'TuliaAnswersFail',
    expr: 'sum(increase(tulia_handoffs_total{reason="answer_failed"}[15m])) > 3',
    for: '0m',
    severity: 'page',
    summary:
      '{{ $value | humanize }} conversations went to a human because the agent could not answer.',
    runbook: 'replies-slow',
  },
  {
    alert: 'TuliaModelBudgetSpent',
    expr: 'sum(increase(tulia_handoffs_total{reason="budget_spent"}[1h])) > 0',
    for: '0m',
    severity: 'ticket',
    summary:
      'A tenant’s model budget of the day is spent; {{ $value | humanize }} conversations went to a human.',
    runbook: 'model-budget',
  },
  {
    alert: 'TuliaTooManyStatements',
    expr: 'sum by (handler) (increase(tulia_query_budget_exceeded_total[1h])) > 10',
    for: '0m',
    severity: 'ticket',
    summary:
      '{{ $labels.handler }} took more SQL statements than its budget {{ $value | humanize }} times.',
    runbook: 'too-many-statements',
  },
];
