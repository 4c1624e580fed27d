import { isSpanContextValid, type SpanContext, TraceFlags } from '@opentelemetry/api';
import { parseTraceParent } from '@opentelemetry/core';

/** The context a W3C `traceparent` header carries; undefined when there is none or it is malformed. */
export const parseTraceparent = (header: string | undefined): SpanContext | undefined => {
  const parsed = header === undefined ? null : parseTraceParent(header);
  return parsed === null || !isSpanContextValid(parsed) ? undefined : { ...parsed, isRemote: true };
};

/** Always as sampled: each service decides by the trace's id, and so all of them alike. */
export const formatTraceparent = ({ traceId, spanId }: SpanContext): string =>
  `00-${traceId}-${spanId}-0${TraceFlags.SAMPLED}`;
