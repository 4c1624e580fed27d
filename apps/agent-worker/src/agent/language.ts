/** What the embedded responder can say its own words in. */
export const spokenLanguages = ['en', 'sw', 'fr', 'es'] as const;
export type SpokenLanguage = (typeof spokenLanguages)[number];

/**
 * Words that are frequent in one of the languages and rare in the others. Function words, because
 * messages of customers are short, and names of goods are the same in all of them.
 */
const telling: Readonly<Record<SpokenLanguage, ReadonlySet<string>>> = {
  en: new Set(
    `the is are you your do does did how what when where who which why can could would will i we my
    have has and of for with it this that there any please want need much many open close hello hi
    thanks thank to from not sell buy`.split(/\s+/),
  ),
  sw: new Set(
    `na ya wa kwa ni je mna una nina naomba nataka bei gani lini wapi ngapi vipi habari jambo asante
    tafadhali kiasi saa siku mnauza mnafungua mnafunga mko yenu yako yangu hii hiyo hizi kuna hakuna
    sana bado leo kesho ninaweza naweza mnaweza unaweza shilingi nini kama mambo sasa kwenye katika
    niambie nahitaji kununua mtu bure pia`.split(/\s+/),
  ),
  fr: new Set(
    `le la les des du une un est sont vous votre vos je nous mon ma mes avez ai quel quelle quels
    quelles quand où comment combien pourquoi est-ce que qui avec pour sur dans bonjour salut merci
    puis peut pouvez voudrais ouvert ouvrez fermez prix coûte et au aux ce cette ça pas à de en`.split(
      /\s+/,
    ),
  ),
  es: new Set(
    `el los las una es son usted ustedes su sus yo nosotros mi mis tienen tiene tengo qué cuál cuáles
    cuándo dónde cómo cuánto cuánta cuesta cuestan por para con sobre hola gracias puedo puede pueden
    quiero quisiera abren abierto cierran precio y al este esta eso no de en la un que cuando cuanto
    donde hay está están buenos días`.split(/\s+/),
  ),
};

const marks: readonly [RegExp, SpokenLanguage][] = [
  [/[¿¡ñ]/, 'es'],
  [/[çœùêèàâîôû]|\b(l|d|qu|j|c|n|s)['’](?=\p{L})/u, 'fr'],
];

export const isSpoken = (language: string): language is SpokenLanguage =>
  (spokenLanguages as readonly string[]).includes(language);

/** The language a text is most likely in; undefined where nothing tells. */
export const detectLanguage = (text: string): SpokenLanguage | undefined => {
  const lower = text.toLowerCase();
  const words = lower.match(/[\p{L}-]+/gu) ?? [];
  const scores = spokenLanguages.map((language) => {
    const known = words.filter((word) => telling[language].has(word)).length;
    const marked = marks.some(([mark, of]) => of === language && mark.test(lower)) ? 1.5 : 0;
    return { language, score: known + marked };
  });
  const [best, next] = scores.toSorted((one, other) => other.score - one.score);
  if (best === undefined || best.score === 0 || best.score === next?.score) return undefined;
  return best.language;
};

/** What to answer in: as the customer writes now, else as before, else as the tenant does. */
export const languageOf = (
  texts: readonly string[],
  earlier: readonly string[],
  usual: string,
): SpokenLanguage => {
  const now = detectLanguage(texts.join('\n'));
  if (now !== undefined) return now;
  const before = earlier.map(detectLanguage).findLast((language) => language !== undefined);
  return before ?? (isSpoken(usual) ? usual : 'en');
};
