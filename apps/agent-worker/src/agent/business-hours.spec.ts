import { describe, expect, it } from '@jest/globals';
import { nextOpening } from './business-hours.js';

const hours = {
  mon: { open: '09:00', close: '18:00' },
  sat: { open: '10:00', close: '13:00' },
};
/** Monday 2 March 2026, in Nairobi three hours ahead of UTC. */
const nairobi = (time: string) =>
  nextOpening(hours, 'Africa/Nairobi', new Date(`2026-03-${time}+03:00`));

describe('business hours', () => {
  it('say nothing while somebody is there, or where there are none', () => {
    expect(nairobi('02T09:00')).toBeUndefined();
    expect(nairobi('02T17:59')).toBeUndefined();
    expect(nextOpening(null, 'UTC', new Date())).toBeUndefined();
    expect(nextOpening({}, 'UTC', new Date())).toBeUndefined();
  });

  it('name the next opening in the tenant’s timezone', () => {
    expect(nairobi('02T08:59')).toEqual({ day: 0, time: '09:00' });
    expect(nairobi('02T18:00')).toEqual({ day: 5, time: '10:00' });
    expect(nairobi('07T13:00')).toEqual({ day: 0, time: '09:00' });
    expect(nairobi('08T02:30')).toEqual({ day: 0, time: '09:00' });
  });
});
