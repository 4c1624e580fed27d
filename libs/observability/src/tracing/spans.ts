import {
  type Attributes,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import { parseTraceparent } from './traceparent.js';
import { attributesOf, currentTrace, runInContext, sampledIdOf } from './work-context.js';

let tracer: Tracer | undefined;

/**
 * Says what records spans, in this process; without it none are made, and work only carries its trace on.
 * @returns what goes back to how it was
 */
export const recordSpansWith = (next: Tracer | undefined): (() => void) => {
  const previous = tracer;
  tracer = next;
  return () => {
    tracer = previous;
  };
};

export interface SpanOptions {
  /** Of whoever asked for the work; without it the span is a step of the work around it. */
  traceparent?: string | undefined;
  /** `internal` by default. */
  kind?: Lowercase<keyof typeof SpanKind>;
  /** By OpenTelemetry's semantic conventions where they name one. Never what customers wrote. */
  attributes?: Attributes;
  /** On each log line inside, and on the span. */
  fields?: Record<string, string>;
}

/** A step of a trace that is under way. */
export interface OpenSpan {
  run<Result>(work: () => Result): Result;
  set(attributes: Attributes): void;
  /** Of its trace; undefined where that is not recorded and sent. */
  readonly sampledTraceId: string | undefined;
  /** Once. An error marks the span as failed. */
  end(error?: unknown): void;
}

const kindOf = (kind: SpanOptions['kind'] = 'internal'): SpanKind =>
  SpanKind[kind.toUpperCase() as keyof typeof SpanKind];

/** The kind of the error, not its text: that may hold a statement or customers' words. */
const fail = (span: Span, error: unknown): void => {
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.setAttribute('error.type', error instanceof Error ? error.name : typeof error);
};

const nothing = (): void => undefined;

/** For work that does not begin and end in one function; `inSpan` is for all other. */
export const openSpan = (name: string, options: SpanOptions = {}): OpenSpan => {
  const { traceparent, fields = {} } = options;
  if (tracer === undefined) {
    return {
      run: (work) => runInContext({ traceparent, fields }, work),
      set: nothing,
      sampledTraceId: undefined,
      end: nothing,
    };
  }
  const parent = parseTraceparent(traceparent) ?? currentTrace();
  const span = tracer.startSpan(
    name,
    { kind: kindOf(options.kind), attributes: { ...attributesOf(fields), ...options.attributes } },
    parent === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, parent),
  );
  return {
    run: (work) => runInContext({ fields, span }, work),
    set: (attributes) => void span.setAttributes(attributes),
    sampledTraceId: sampledIdOf(span),
    end: (error) => {
      if (error !== undefined) fail(span, error);
      span.end();
    },
  };
};

/** Does work as a step of the trace. @throws what the work throws */
export const inSpan = async <Result>(
  name: string,
  options: SpanOptions,
  work: (span: Pick<OpenSpan, 'set'>) => Promise<Result> | Result,
): Promise<Result> => {
  const span = openSpan(name, options);
  try {
    const result = await span.run(() => work(span));
    span.end();
    return result;
  } catch (error) {
    span.end(error);
    throw error;
  }
};

/** A step that has just ended, of the work under way; nothing outside of any. */
export const recordSpan = (name: string, options: SpanOptions, milliseconds: number): void => {
  const parent = currentTrace();
  if (tracer === undefined || parent === undefined) return;
  const endTime = Date.now();
  const startTime = endTime - milliseconds;
  const { attributes = {} } = options;
  tracer
    .startSpan(
      name,
      { kind: kindOf(options.kind), attributes, startTime },
      trace.setSpanContext(ROOT_CONTEXT, parent),
    )
    .end(endTime);
};
