import { z } from 'zod';
import { flag } from '../http/read-query.js';

const slotMs = 15 * 60_000;
const time = z.iso.datetime({ offset: true }).transform((iso) => new Date(iso));

/** The figures are kept by quarters of an hour: `from` is rounded down to one, `to` up. */
export const periodQuery = z
  .object({ from: time.optional(), to: time.optional(), use_cache: flag.default(true) })
  .refine(({ from, to }) => from === undefined || to === undefined || from < to, {
    path: ['to'],
    error: 'must be later than from',
  })
  .transform(({ from, to, use_cache: useCache }) => ({
    from: from === undefined ? null : roundedTo(from, Math.floor),
    to: to === undefined ? null : roundedTo(to, Math.ceil),
    useCache,
  }));
export type PeriodQuery = z.output<typeof periodQuery>;

/** What was asked for, in whole quarters of an hour; `null`: open. `to` is not part of it. */
export interface Period {
  from: string | null;
  to: string | null;
}

const roundedTo = (time: Date, round: (slots: number) => number): string =>
  new Date(round(time.getTime() / slotMs) * slotMs).toISOString();
