import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import { type Span, type SpanContext, TraceFlags } from '@opentelemetry/api';
import { formatTraceparent, parseTraceparent } from './traceparent.js';

/** What every log line of a piece of work carries, and the span it is part of. */
interface WorkContext {
  trace: SpanContext;
  /** Undefined where spans are not recorded. */
  span: Span | undefined;
  fields: Record<string, string>;
}

const contexts = new AsyncLocalStorage<WorkContext>();

const newTrace = (): SpanContext => ({
  traceId: randomBytes(16).toString('hex'),
  spanId: randomBytes(8).toString('hex'),
  traceFlags: TraceFlags.SAMPLED,
});

/** @returns nothing where the span is not recorded, or not sent */
export const sampledIdOf = (span: Span | undefined): string | undefined => {
  const trace = span?.spanContext();
  if (trace === undefined || (trace.traceFlags & TraceFlags.SAMPLED) === 0) return undefined;
  return trace.traceId;
};

/** As attributes of a span, next to the standard ones. */
export const attributesOf = (fields: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [`tulia.${name}`, value]));

/** Runs work as part of the caller's trace; `fields` (`tenantId` …) go on each log line. */
export const runInContext = <Result>(
  given: { traceparent?: string | undefined; fields?: Record<string, string>; span?: Span },
  work: () => Result,
): Result => {
  const outer = contexts.getStore();
  const { traceparent, fields = {}, span } = given;
  const remote = parseTraceparent(traceparent);
  const trace = span?.spanContext() ?? remote ?? outer?.trace ?? newTrace();
  const around = remote === undefined ? outer?.span : undefined;
  return contexts.run(
    { trace, span: span ?? around, fields: { ...outer?.fields, ...fields } },
    work,
  );
};

/** Adds to the log lines that follow in this piece of work, and to its span; nothing outside of one. */
export const addLogFields = (fields: Record<string, string>): void => {
  const context = contexts.getStore();
  if (context === undefined) return;
  Object.assign(context.fields, fields);
  context.span?.setAttributes(attributesOf(fields));
};

export const currentTrace = (): SpanContext | undefined => contexts.getStore()?.trace;

/** The header that hands the trace on; undefined outside a piece of work. */
export const currentTraceparent = (): string | undefined => {
  const trace = currentTrace();
  return trace === undefined ? undefined : formatTraceparent(trace);
};

export const currentTraceId = (): string | undefined => currentTrace()?.traceId;

/** Of the trace under way if it is recorded and sent: the only ones worth naming to whoever looks for it. */
export const sampledTraceId = (): string | undefined => {
  const context = contexts.getStore();
  return context === undefined ? undefined : sampledIdOf(context.span);
};

/** What the logger mixes into every line. */
export const currentLogFields = (): Record<string, string> => {
  const context = contexts.getStore();
  return context === undefined ? {} : { ...context.fields, traceId: context.trace.traceId };
};
