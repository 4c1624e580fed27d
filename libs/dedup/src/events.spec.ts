import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { type DedupEvent, notify } from './events.js';

const event: DedupEvent = { type: 'first', key: 'k' };

describe('an observer', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('is told', () => {
    const seen: DedupEvent[] = [];
    notify((one) => seen.push(one), event);
    expect(seen).toEqual([event]);
  });

  it('that fails changes nothing, and is warned of', () => {
    const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    notify(() => {
      throw new Error('disk full');
    }, event);
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('disk full'));
  });
});
