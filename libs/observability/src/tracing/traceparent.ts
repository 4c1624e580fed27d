import { randomBytes } from 'node:crypto';

/** A W3C trace context (https://www.w3.org/TR/trace-context/). */
export interface TraceContext {
  /** 32 hexadecimal digits, the same in every service that works on one message. */
  traceId: string;
  /** 16 hexadecimal digits: the step of the trace that is under way. */
  spanId: string;
}

const format = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}$/;

/** The context a `traceparent` header carries; undefined when there is none or it is malformed. */
export const parseTraceparent = (header: string | undefined): TraceContext | undefined => {
  const match = header === undefined ? null : format.exec(header);
  const [, traceId, spanId] = match ?? [];
  return traceId === undefined || spanId === undefined ? undefined : { traceId, spanId };
};

export const formatTraceparent = ({ traceId, spanId }: TraceContext): string =>
  `00-${traceId}-${spanId}-01`;

/** The next step of a trace, or a new one. */
export const continueTrace = (parent?: TraceContext): TraceContext => ({
  traceId: parent?.traceId ?? randomBytes(16).toString('hex'),
  spanId: randomBytes(8).toString('hex'),
});
