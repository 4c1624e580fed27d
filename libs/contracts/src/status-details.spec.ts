import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type WireProblem, problemToWire } from './problem-wire.js';
import { Problem, type ProblemCode, problemCatalogue } from './problems.js';
import { problemFromStatusDetails, problemToStatusDetails } from './status-details.js';

const text = fc.string({ minLength: 1, maxLength: 200, unit: 'grapheme' });

const problems = fc
  .record(
    {
      code: fc.constantFrom(...(Object.keys(problemCatalogue) as ProblemCode[])),
      detail: text,
      errors: fc.array(fc.record({ field: text, detail: text }), { maxLength: 20 }),
      retryAfterSeconds: fc.integer({ min: 0, max: 86_400 }),
    },
    { requiredKeys: ['code', 'detail'] },
  )
  .map(({ code, detail, ...options }) => new Problem(code, detail, options));

describe('the details of a gRPC status', () => {
  it('bring any problem over as it was', () => {
    fc.assert(
      fc.property(problems, (problem) => {
        const wire = problemToWire(problem);
        const arrived = problemFromStatusDetails(problemToStatusDetails(9, wire));
        expect(arrived === undefined ? undefined : problemToWire(arrived)).toEqual(wire);
      }),
    );
  });

  it('of another service, or of nobody, are no problem of ours', () => {
    const stranger = { code: 'no_such_code', detail: 'Hello' } as WireProblem;
    expect(problemFromStatusDetails(problemToStatusDetails(5, stranger))).toBeUndefined();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(problemFromStatusDetails(bytes)).toBeUndefined();
      }),
    );
  });
});
