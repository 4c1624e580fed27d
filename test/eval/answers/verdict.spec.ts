import { describe, expect, it } from '@jest/globals';
import { type EvalCase } from '../cases/index.js';
import { faultsOf, type Judged } from './verdict.js';

const expected = (rest: Partial<EvalCase>): EvalCase => ({
  ...{ id: 'shop/fact/1', tenant: 'shop', category: 'fact', outcome: 'answer' },
  ...{ conversation: ['How much?'], sources: ['helmet'], says: ['4500'], neverSays: ['secret'] },
  ...{ language: 'en', ...rest },
});
const reply = (rest: Partial<Judged> = {}): Judged => ({
  ...{ text: 'It costs KES 4,500.00.', known: true, handoffReason: null },
  sources: [{ type: 'product', id: '1', externalId: 'helmet', title: 'Helmet' }],
  ...rest,
});
const faults = (wanted: Partial<EvalCase>, said: Partial<Judged> = {}, ungrounded = false) =>
  faultsOf(expected(wanted), reply(said), ungrounded);

describe('an answer of the set', () => {
  it('is right with the right source and what should be said', () => {
    expect(faults({})).toEqual([]);
    expect(faults({ sources: ['other'] })).toEqual(['answered from the wrong source']);
    expect(faults({}, { text: 'It is cheap.' })).toEqual(['left out what it should say']);
    expect(faults({}, { known: false, sources: [] })).toEqual(['did not answer']);
    expect(faults({}, { handoffReason: 'low_confidence' })).toEqual(['false handoff']);
  });

  it('to what nobody knows is honest without a source, or with a human', () => {
    expect(faults({ outcome: 'unknown' })).toEqual(['answered the unanswerable']);
    expect(faults({ outcome: 'unknown' }, { sources: [] })).toEqual([]);
    expect(faults({ outcome: 'unknown' }, { handoffReason: 'low_confidence' })).toEqual([]);
  });

  it('is a handoff where one is due', () => {
    expect(faults({ outcome: 'handoff' })).toEqual(['missed handoff']);
    expect(faults({ outcome: 'handoff' }, { handoffReason: 'customer_asked' })).toEqual([]);
  });

  it('never says what it must not, whatever the outcome', () => {
    const text = 'The SECRET is KES 4500';
    expect(faults({}, { text })).toEqual(['said what it never should']);
    expect(faults({}, {}, true)).toEqual(['ungrounded']);
  });
});
