import { AsyncLocalStorage } from 'node:async_hooks';
import {
  continueTrace,
  formatTraceparent,
  parseTraceparent,
  type TraceContext,
} from './traceparent.js';

/** What every log line of a piece of work carries. */
interface WorkContext {
  trace: TraceContext;
  fields: Record<string, string>;
}

const contexts = new AsyncLocalStorage<WorkContext>();

/** Runs work as the next step of the caller's trace; `fields` (`tenantId` …) go on each log line. */
export const runInContext = <Result>(
  { traceparent, fields = {} }: { traceparent?: string; fields?: Record<string, string> },
  work: () => Result,
): Result => {
  const outer = contexts.getStore();
  return contexts.run(
    {
      trace: continueTrace(parseTraceparent(traceparent) ?? outer?.trace),
      fields: { ...outer?.fields, ...fields },
    },
    work,
  );
};

/** Adds to the log lines that follow in this piece of work; nothing outside of one. */
export const addLogFields = (fields: Record<string, string>): void => {
  const context = contexts.getStore();
  if (context !== undefined) Object.assign(context.fields, fields);
};

/** The header that hands the trace on; undefined outside a piece of work. */
export const currentTraceparent = (): string | undefined => {
  const context = contexts.getStore();
  return context === undefined ? undefined : formatTraceparent(context.trace);
};

export const currentTraceId = (): string | undefined => contexts.getStore()?.trace.traceId;

/** What the logger mixes into every line. */
export const currentLogFields = (): Record<string, string> => {
  const context = contexts.getStore();
  return context === undefined ? {} : { ...context.fields, traceId: context.trace.traceId };
};
