import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { continueTrace, formatTraceparent, parseTraceparent } from './traceparent.js';
import {
  addLogFields,
  currentLogFields,
  currentTraceparent,
  runInContext,
} from './work-context.js';

describe('trace context', () => {
  it('survives the way through a header', () => {
    const trace = continueTrace();
    expect(parseTraceparent(formatTraceparent(trace))).toEqual(trace);
  });

  it('keeps the trace id and takes a span of its own', () => {
    const parent = continueTrace();
    const child = continueTrace(parent);
    expect(child.traceId).toBe(parent.traceId);
    expect(child.spanId).not.toBe(parent.spanId);
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
  const traceparent = formatTraceparent(continueTrace());

  it('goes on with the trace it was handed and puts its fields on every log line', () => {
    runInContext({ traceparent, fields: { tenantId: 't' } }, () => {
      addLogFields({ messageId: 'm' });
      expect(currentLogFields()).toEqual({
        tenantId: 't',
        messageId: 'm',
        traceId: parseTraceparent(traceparent)?.traceId,
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
