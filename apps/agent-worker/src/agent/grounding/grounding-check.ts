import { numbersIn, numberValue, writtenNumber } from './text-numbers.js';
import { policiesOf } from './policies.js';
import { datesIn, daysIn, timesIn } from './text-times.js';

/** Something a reply says that no source supports. */
export interface Violation {
  kind: 'amount' | 'number' | 'date' | 'day' | 'time' | 'contact' | 'name' | 'policy';
  /** As the reply put it. */
  claim: string;
}

/** What a reply may rest on. */
export interface Grounds {
  /** What was retrieved or looked up, and what the tenant itself instructed. */
  sources: readonly string[];
  /** Names that may be said without a source: of the tenant, its agent, the customer. */
  names: readonly string[];
}

const sentencesOf = (text: string): string[] =>
  text.split(/(?<=[.!?])\s+|\n+|;\s+/).filter((sentence) => sentence.trim() !== '');

/** Says what is not known, or asks: it claims nothing by the names and policies it mentions. */
const claimsNothing =
  /\?\s*$|\b(not sure|do(n['’]t| not) (know|have (any |that )?(information|details))|could(n['’]t| not) find|can(no|['’])t find|no information|not mentioned|je ne (sais|trouve|dispose) pas|pas d['’]information|no (s[eé]|encuentro|encontr[eé]|tengo informaci[oó]n)|sijui|sina (taarifa|habari))\b/i;

const contact =
  /https?:\/\/[^\s<>()"']+|\bwww\.[^\s<>()"']+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\b[a-z0-9-]+\.(?:com|org|net|io|shop|africa|co|ke|tz|ug|fr|es|uk)(?:\.[a-z]{2})?(?:\/[^\s<>()"']*)?\b/gi;
const phone = /(?<![\d,.])(?:\+\d[\d\s().-]{6,}\d|\(?\d{2,5}\)?[\d\s-]{5,}\d)(?![\d,.]*\d)/g;

const digitsOf = (text: string): string => text.replace(/\D/g, '');
const withoutEnd = (text: string): string => text.toLowerCase().replace(/[.,;:!?]+$/, '');
const fewestPhoneDigits = 7;

const currencies: readonly [string, RegExp][] = [
  ['KES', /\b(kes|kshs?)\b/i],
  ['TZS', /\b(tzs|tshs?)\b/i],
  ['UGX', /\b(ugx|ushs?)\b/i],
  ['EUR', /€|\beur(os?)?\b/i],
  ['GBP', /£|\bgbp\b/i],
  ['USD', /\busd\b|\bus ?\$/i],
  ['CHF', /\bchf\b/i],
  ['XOF', /\b(xof|f ?cfa)\b/i],
  ['ZAR', /\bzar\b/i],
  ['NGN', /₦|\bngn\b/i],
];
const currencyMark = String.raw`(?:[€£$₦]|\b(?:kes|kshs?|tzs|tshs?|ugx|ushs?|eur(?:os?)?|gbp|usd|us ?\$|chf|xof|f ?cfa|zar|ngn)\b\.?)`;
const amountPattern = new RegExp(
  `(${currencyMark})\\s?(${writtenNumber})(?:/[-=])?|(${writtenNumber})(?:/[-=])?\\s?(${currencyMark})`,
  'gi',
);

interface Amount {
  written: string;
  value: number;
  /** Undefined: a sign that several currencies share. */
  currency: string | undefined;
}

const amountsIn = (text: string): Amount[] =>
  [...text.matchAll(amountPattern)].map(([written, before, after, number, mark]) => ({
    written,
    value: numberValue(after ?? number ?? ''),
    currency: currencies.find(([, pattern]) => pattern.test(before ?? mark ?? ''))?.[0],
  }));

/** Every matched stretch of `text`, and the text without them. */
const takeOut = (text: string, pattern: RegExp): { found: string[]; rest: string } => {
  const found = text.match(pattern) ?? [];
  return { found, rest: text.replace(pattern, ' ') };
};

const contactViolations = (found: readonly string[], source: string): Violation[] => {
  const digits = digitsOf(source);
  return found
    .filter((claim) =>
      /[a-z]/i.test(claim)
        ? !source.toLowerCase().includes(withoutEnd(claim))
        : !digits.includes(digitsOf(claim).slice(-9)),
    )
    .map((claim) => ({ kind: 'contact', claim: claim.trim() }));
};

const amountViolations = (reply: string, source: string): Violation[] => {
  const known = amountsIn(source);
  const numbers = numbersIn(source);
  return amountsIn(reply)
    .filter(({ value, currency }) => {
      const same = known.filter((amount) => amount.value === value);
      if (same.length === 0) return !numbers.has(value);
      return !same.some(
        (amount) =>
          amount.currency === undefined || currency === undefined || amount.currency === currency,
      );
    })
    .map(({ written }) => ({ kind: 'amount', claim: written }));
};

/** An hour counts as said where the source has it in words or without minutes: "nine", "9". */
const timeViolations = (reply: string, source: string): Violation[] => {
  const known = new Set(timesIn(source).map(({ minutes }) => minutes));
  const numbers = numbersIn(source);
  const supported = (minutes: number): boolean =>
    known.has(minutes) ||
    (minutes % 60 === 0 && (numbers.has((minutes / 60) % 12 || 12) || numbers.has(minutes / 60)));
  return timesIn(reply)
    .filter(({ minutes }) => !supported(minutes))
    .map(({ written }) => ({ kind: 'time', claim: written }));
};

const dayViolations = (reply: string, source: string): Violation[] => {
  const known = daysIn(source);
  const names = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
  return [...daysIn(reply)]
    .filter((day) => !known.has(day))
    .map((day) => ({ kind: 'day', claim: names[day] ?? '' }));
};

const dateViolations = (reply: string, source: string): Violation[] => {
  const known = new Set(datesIn(source).map(({ day }) => day));
  return datesIn(reply)
    .filter(({ day }) => !known.has(day))
    .map(({ written }) => ({ kind: 'date', claim: written }));
};

const numberViolations = (reply: string, source: string): Violation[] => {
  const known = numbersIn(source);
  const percentages = new Set(
    [...source.matchAll(new RegExp(`(${writtenNumber})\\s?(?:%|per ?cent)`, 'gi'))].map(
      ([, number = '']) => numberValue(number),
    ),
  );
  const listed = reply.replace(/^\s*\d{1,2}[.)]\s/gm, '');
  const wrongShare = [...listed.matchAll(new RegExp(`(${writtenNumber})\\s?%`, 'g'))].filter(
    ([, number = '']) => !percentages.has(numberValue(number)),
  );
  return [
    ...wrongShare.map(([claim]): Violation => ({ kind: 'number', claim })),
    ...[...numbersIn(listed)]
      .filter((value) => !known.has(value))
      .map((value): Violation => ({ kind: 'number', claim: String(value) })),
  ];
};

const policyViolations = (reply: string, source: string): Violation[] => {
  const known = sentencesOf(source).flatMap((sentence) => policiesOf(sentence.toLowerCase()));
  return sentencesOf(reply)
    .filter((sentence) => !claimsNothing.test(sentence))
    .flatMap((sentence) =>
      policiesOf(sentence.toLowerCase())
        .filter(({ name, negated }) => {
          const said = known.filter((claim) => claim.name === name);
          return !said.some((claim) => claim.negated === negated);
        })
        .map(({ name }): Violation => ({ kind: 'policy', claim: `${name}: ${sentence.trim()}` })),
    );
};

const folded = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Words with a capital inside a sentence, and what stands in quotes: products, places, people. */
const namesIn = (sentence: string): string[] => {
  const words = sentence.trim().replace(/^[^\p{L}]*\p{L}+/u, '');
  const capitals = words.match(/(?<![\p{L}'’])\p{Lu}[\p{L}\d-]{2,}/gu) ?? [];
  const quoted = [...sentence.matchAll(/["“«]([^"”»]{2,60})["”»]/g)].map(([, name = '']) => name);
  return [...capitals, ...quoted];
};

/** Capital letters that name nothing of the tenant's. */
const commonCapitals =
  /^(monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|may|june|july|august|september|october|november|december|yes|no|hello|hi|please|thank|thanks|sorry|you|your|the|our|and|but|kes|ksh|usd|eur|gbp|tzs|ugx|faq|whatsapp|sms|email)$/;

const nameViolations = (reply: string, source: string, names: readonly string[]): Violation[] => {
  const known = folded([source, ...names].join('\n'));
  return sentencesOf(reply)
    .filter((sentence) => !claimsNothing.test(sentence))
    .flatMap(namesIn)
    .filter((name) => {
      const wanted = folded(name);
      return !commonCapitals.test(wanted) && !known.includes(wanted.replace(/s$/, ''));
    })
    .map((claim) => ({ kind: 'name', claim }));
};

/**
 * What a reply claims without a source: every price with its currency, number, share, date, day, time
 * of day, phone number, address, name and policy must stand in the grounds, and policies must be
 * affirmed or denied as they are there. It errs on the strict side, because what it refuses costs one
 * more attempt, and what it lets through costs the tenant's word. What it cannot see is a wrong
 * connection of right facts: one product's price said of another that is in the grounds as well.
 */
export const groundingViolations = (reply: string, { sources, names }: Grounds): Violation[] => {
  const source = sources.join('\n');
  const links = takeOut(reply, contact);
  const phones = takeOut(links.rest, phone);
  const calls = phones.found.filter(
    (found) =>
      digitsOf(found).length >= fewestPhoneDigits &&
      !/^\d{1,3}(?:[,.\s]\d{3})+(?:[.,]\d{2})?$/.test(found),
  );
  const prose = calls.reduce((text, found) => text.replace(found, ' '), links.rest);
  const times = timesIn(prose).reduce((text, { written }) => text.replace(written, ' '), prose);
  const violations = [
    ...contactViolations([...links.found, ...calls], source),
    ...amountViolations(times, source),
    ...timeViolations(prose, source),
    ...dayViolations(prose, source),
    ...dateViolations(prose, source),
    ...numberViolations(times, source),
    ...policyViolations(prose, source),
    ...nameViolations(prose, source, names),
  ];
  return [...new Map(violations.map((found) => [`${found.kind}:${found.claim}`, found])).values()];
};
