import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { holderValue, readHolder } from './holder.js';

describe('the value of a lock', () => {
  it('tells its holder, whatever their name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (workerId) => {
        expect(readHolder(holderValue(workerId)).workerId).toBe(workerId);
      }),
    );
  });

  it('is never the same twice', () => {
    expect(holderValue('w')).not.toBe(holderValue('w'));
  });

  it('is shown as it is when something else wrote it', () => {
    expect(readHolder('garbage')).toEqual({ workerId: 'garbage', acquiredAt: new Date(0) });
  });
});
