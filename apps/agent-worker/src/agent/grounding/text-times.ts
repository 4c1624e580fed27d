/** Days of the week by the letters they start with, Monday first: en, fr, es, sw. */
const dayNames: readonly RegExp[] = [
  /^(mon(day)?s?|lun(di|es)?|jumatatu)$/,
  /^(tue(s|sday)?s?|mar(di|tes)|jumanne)$/,
  /^(wed(nesday)?s?|mercredi|mi[eé]rcoles|jumatano)$/,
  /^(thu(rs?|rsday)?s?|jeudi|jueves|alhamisi)$/,
  /^(fri(day)?s?|vendredi|viernes|ijumaa)$/,
  /^(sat(urday)?s?|samedi|s[aá]bado|jumamosi)$/,
  /^(sun(day)?s?|dimanche|domingo|jumapili)$/,
];

const range = /(\p{L}+)\s*(?:-|–|—|to|through|until|till|à|au|a|al|hadi|mpaka)\s*(\p{L}+)/gu;

const dayOf = (word: string): number => dayNames.findIndex((name) => name.test(word));

const daysBetween = (first: number, last: number): number[] =>
  Array.from({ length: ((last - first + 7) % 7) + 1 }, (_, step) => (first + step) % 7);

const groups: readonly [RegExp, number[]][] = [
  [
    /\b(every ?day|daily|all week|7 days|seven days|tous les jours|todos los d[ií]as|kila siku)\b/,
    daysBetween(0, 6),
  ],
  [/\b(week ?days?|en semaine|entre semana)\b/, daysBetween(0, 4)],
  [/\bweek-?ends?\b|\bfin(es)? de semana\b|\bwikendi\b/, [5, 6]],
];

/** The days a text speaks of, 0 for Monday; `Mon–Fri` and `daily` are all of theirs. */
export const daysIn = (text: string): Set<number> => {
  const lower = text.toLowerCase();
  const named = (lower.match(/\p{L}+/gu) ?? []).map(dayOf).filter((day) => day >= 0);
  const ranged = [...lower.matchAll(range)].flatMap(([, first = '', last = '']) => {
    const [from, to] = [dayOf(first), dayOf(last)];
    return from < 0 || to < 0 ? [] : daysBetween(from, to);
  });
  const grouped = groups.flatMap(([pattern, days]) => (pattern.test(lower) ? days : []));
  return new Set([...named, ...ranged, ...grouped]);
};

const clock =
  /\b(\d{1,2})(?:[:h.](\d{2}))?\s*([ap])\.?\s?m\b\.?|\b(\d{1,2})(?::(\d{2})|h(\d{2})?)(?!\d)/gi;

/** Times of day as written, and in minutes after midnight. */
export const timesIn = (text: string): { written: string; minutes: number }[] =>
  [...text.matchAll(clock)].map((match) => {
    const [written, hour12, minute12, half, hour24, minute24, minuteFrench] = match;
    const minutes = Number(minute12 ?? minute24 ?? minuteFrench ?? 0);
    if (half === undefined) return { written, minutes: Number(hour24) * 60 + minutes };
    const hour = (Number(hour12) % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
    return { written, minutes: hour * 60 + minutes };
  });

const months: readonly RegExp[] = [
  /^(jan(uary|vier)?|enero|januari)$/,
  /^(feb(ruary)?|f[eé]v(rier)?|febrero|februari)$/,
  /^(mar(ch)?|mars|marzo|machi)$/,
  /^(apr(il)?|avril|abril|aprili)$/,
  /^(may|mai|mayo|mei)$/,
  /^(june?|juin|junio|juni)$/,
  /^(july?|juillet|julio|julai)$/,
  /^(aug(ust)?|ao[uû]t|agosto|agosti)$/,
  /^(sept?(ember)?|septembre|sep?tiembre|septemba)$/,
  /^(oct(ober)?|octobre|octubre|oktoba)$/,
  /^(nov(ember)?|novembre|noviembre|novemba)$/,
  /^(dec(ember)?|d[eé]cembre|diciembre|desemba)$/,
];

const named =
  /\b(\d{1,2})(?:st|nd|rd|th|er)?\s+(?:of\s+|de\s+)?(\p{L}{3,10})\b|\b(\p{L}{3,10})\s+(\d{1,2})(?:st|nd|rd|th)?\b/giu;

/** Days of the year as `month-day`: `25 December`, `Dec 25th` and `2026-12-25` are all `12-25`. */
export const datesIn = (text: string): { written: string; day: string }[] => {
  const words = [...text.toLowerCase().matchAll(named)].flatMap((match) => {
    const [written, dayFirst, monthAfter, monthFirst, dayAfter] = match;
    const month = months.findIndex((name) => name.test(monthAfter ?? monthFirst ?? ''));
    const day = Number(dayFirst ?? dayAfter);
    return month < 0 || day < 1 || day > 31 ? [] : [{ written, day: `${month + 1}-${day}` }];
  });
  const iso = [...text.matchAll(/\b\d{4}-(\d{2})-(\d{2})\b/g)].map(([written, month, day]) => ({
    written,
    day: `${Number(month)}-${Number(day)}`,
  }));
  return [...words, ...iso];
};
