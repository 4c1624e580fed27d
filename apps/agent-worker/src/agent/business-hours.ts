import { type BusinessHours } from '#persistence';

/** When somebody is there again. */
export interface NextOpening {
  /** 0 for Monday. */
  day: number;
  /** `HH:MM` in the tenant's timezone. */
  time: string;
}

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** The weekday, 0 for Monday, and `HH:MM` of a moment in a timezone. */
const localTime = (at: Date, timeZone: string): { day: number; time: string } => {
  const format = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  });
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const day = weekdays.findIndex((name) => name === parts.get('weekday')?.toLowerCase());
  return { day, time: `${parts.get('hour') ?? ''}:${parts.get('minute') ?? ''}` };
};

/** Undefined: open at that moment, always open, or never. */
export const nextOpening = (
  hours: BusinessHours | null,
  timeZone: string,
  at: Date,
): NextOpening | undefined => {
  if (hours === null) return undefined;
  const { day: today, time } = localTime(at, timeZone);
  const openingOn = (day: number): { open: string; close: string } | undefined => {
    const name = weekdays[day % 7];
    return name === undefined ? undefined : hours[name];
  };
  const now = openingOn(today);
  if (now !== undefined && now.open <= time && time < now.close) return undefined;
  if (now !== undefined && time < now.open) return { day: today, time: now.open };
  for (let ahead = 1; ahead <= 7; ahead++) {
    const next = openingOn(today + ahead);
    if (next !== undefined) return { day: (today + ahead) % 7, time: next.open };
  }
  return undefined;
};
