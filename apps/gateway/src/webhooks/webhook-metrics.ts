import { Metrics } from '#observability';
import { type ChannelKind } from '#persistence';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { type FastifyAdapter } from '@nestjs/platform-fastify';
import { traceOf } from '../http/json.adapter.js';

/** Where providers deliver; what is counted is every request to it, refused ones included. */
const route = '/v1/webhooks/:channelId';

/** A request of a provider, once it is known which channel it is for. */
export interface WebhookRequest {
  channelKind?: ChannelKind;
}

/** Counts webhooks as they leave: also those that no handler has seen (too large, no JSON). */
@Injectable()
export class WebhookMetrics implements OnModuleInit {
  private readonly requests = this.metrics.counter(
    'webhook_requests_total',
    'Requests of providers, by the kind of their channel (unknown: refused before it was looked up) and the status they were answered with.',
    ['channel', 'status'],
  );
  private readonly ackSeconds = this.metrics.latency(
    'webhook_ack_seconds',
    'From a webhook’s headers to its 2xx, which says that the message is durable.',
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  );

  constructor(
    private readonly metrics: Metrics,
    private readonly host: HttpAdapterHost<FastifyAdapter>,
  ) {}

  /** Routes take the hook with them until the application listens. */
  onModuleInit(): void {
    this.host.httpAdapter.getInstance().addHook('onResponse', (request, reply, done) => {
      if (request.routeOptions.url === route) {
        const { channelKind = 'unknown' } = request as WebhookRequest;
        const { statusCode, elapsedTime } = reply;
        this.requests.inc({ channel: channelKind, status: String(statusCode) });
        if (statusCode < 300) this.ackSeconds.observe(elapsedTime / 1000, {}, traceOf(request));
      }
      done();
    });
  }
}
