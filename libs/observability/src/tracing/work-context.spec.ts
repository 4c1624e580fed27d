import { describe, expect, it } from '@jest/globals';
import { type SpanContext, TraceFlags } from '@opentelemetry/api';
import fc from 'fast-check';
import { formatTraceparent, parseTraceparent } from './traceparent.js';
import {
  addLogFields,
  currentLogFields,
  currentTraceparent,
  runInContext,
} from './work-context.js';

const trace: SpanContext = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  traceFlags: TraceFlags.SAMPLED,
};

describe('trace context', () => {
  it('survives the way through a header', () => {
    expect(parseTraceparent(formatTraceparent(trace))).toEqual({ ...trace, isRemote: true });
  });

  it('ignores whatever is not a traceparent', () => {
    fc.assert(
      fc.property(fc.string(), (header) => {
        expect(parseTraceparent(header)).toBeUndefined();
      }),
    );
    expect(parseTraceparent(`00-${'0'.repeat(32)}-${'1'.repeat(16)}-01`)).toBeUndefined();
  });
});

describe('a piece of work', () => {
  const traceparent = formatTraceparent(trace);

  it('goes on with the trace it was handed and puts its fields on every log line', () => {
    runInContext({ traceparent, fields: { tenantId: 't' } }, () => {
      addLogFields({ messageId: 'm' });
      expect(currentLogFields()).toEqual({
        tenantId: 't',
        messageId: 'm',
        traceId: trace.traceId,
      });
    });
  });

  it('inherits from the work around it without changing it', () => {
    runInContext({ fields: { tenantId: 't' } }, () => {
      const outer = currentTraceparent();
      runInContext({ fields: { conversationId: 'c' } }, () => {
        expect(currentLogFields()).toMatchObject({ tenantId: 't', conversationId: 'c' });
        expect(parseTraceparent(currentTraceparent())?.traceId).toBe(
          parseTraceparent(outer)?.traceId,
        );
      });
      expect(currentLogFields()).not.toHaveProperty('conversationId');
    });
    expect(currentTraceparent()).toBeUndefined();
  });
});
