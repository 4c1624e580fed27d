import { type Environment } from '#config';
import { reportStatements } from '#relations';
import { diag, DiagLogLevel } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { Logger } from '@nestjs/common';
import { recordSpan, recordSpansWith } from './spans.js';

/** What one span says of a statement at most, in characters. */
const longestStatement = 4_096;

const recordStatement = (statement: string, milliseconds: number): void => {
  const text = statement.trim();
  const [operation = ''] = text.split(/\s/, 1);
  // Values are parameters ($1), and not in the text.
  const attributes = {
    'db.system.name': 'postgresql',
    'db.query.text': text.slice(0, longestStatement),
  };
  recordSpan(operation.toUpperCase(), { kind: 'client', attributes }, milliseconds);
};

/** Failing to export is worth a warning, and nothing else: work goes on. */
const warnOfFailures = (): void => {
  const logger = new Logger('Tracing');
  const warn = (message: string): void => logger.warn(message);
  const ignore = (): void => undefined;
  diag.setLogger(
    { error: warn, warn, info: ignore, debug: ignore, verbose: ignore },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
};

/**
 * Sends the spans of this process to `OTEL_EXPORTER_OTLP_ENDPOINT` (OTLP over HTTP), if there is one: as many
 * traces of a hundred as `OTEL_TRACES_SAMPLER_ARG` says, the same ones in every service. What an
 * endpoint that is slow or away does not take in time is dropped: the queue is bounded.
 * @returns what sends the rest and stops
 */
export const startTracing = (
  service: string,
  environment: Pick<Environment, 'OTEL_EXPORTER_OTLP_ENDPOINT' | 'OTEL_TRACES_SAMPLER_ARG'>,
): (() => Promise<void>) => {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_SAMPLER_ARG: share } = environment;
  if (endpoint === undefined) return () => Promise.resolve();
  warnOfFailures();
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces` });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.namespace': 'tulia', 'service.name': service }),
    sampler: new TraceIdRatioBasedSampler(share),
    spanProcessors: [new BatchSpanProcessor({ exporter, scheduledDelayMillis: 1_000 })],
  });
  const restore = [recordSpansWith(provider.getTracer('tulia')), reportStatements(recordStatement)];
  return async () => {
    restore.forEach((back) => back());
    await provider.shutdown();
  };
};
