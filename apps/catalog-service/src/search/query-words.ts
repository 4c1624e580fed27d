import { courtesyWords, shopWords, withoutAccents } from './small-words.js';

export interface QueryWord {
  text: string;
  /** 0 to 1: how much of the question's meaning the word can carry. */
  emphasis: number;
}

/** Bounds what a pasted letter costs; the longest words tell most. */
const maxWords = 32;
const maxWordLength = 64;

const wordPattern = /[\p{L}\p{N}][\p{L}\p{M}\p{N}\-.'’]*/gu;
const trailing = /(['’](s|m|re|ve|d|ll|t))?[-.'’]*$/u;

/** French writes small words to their neighbours: `l’atelier`, `livrez-vous`, `y a-t-il`. */
const elided = /^(?:qu|[cdjlmnst])['’](?=\p{L}{2})/u;
const inverted = /(?<=\p{L})(?<!^rendez)-(?:t-on|(?:t-)?(?:je|tu|ils?|elles?|nous|vous|moi|ce))$/u;

const isSmall = (word: string): boolean => word.length === 1 || shopWords.has(withoutAccents(word));

const bare = (word: string): string =>
  word.replace(trailing, '').replace(elided, '').replace(inverted, '').slice(0, maxWordLength);

/** The words of a question that may name what it is about, each once; none of mere courtesy. */
export const queryWords = (question: string): QueryWord[] => {
  const found = question.normalize('NFC').toLowerCase().match(wordPattern) ?? [];
  return [...new Set(found.map(bare))]
    .filter((word) => !courtesyWords.has(withoutAccents(word)))
    .sort((one, other) => other.length - one.length)
    .slice(0, maxWords)
    .map((text) => ({ text, emphasis: isSmall(text) ? 0.2 : 1 }));
};

/** What the customer said before tells what "it" is, and little more. */
const contextEmphasis = 0.35;

/** The words of a search: the question's own, then those of its context that it does not hold. */
export const searchWords = ({
  query,
  context,
}: {
  query: string;
  context?: string;
}): QueryWord[] => {
  const own = queryWords(query);
  if (context === undefined) return own;
  const before = queryWords(context)
    .filter(({ text }) => !own.some((word) => word.text === text))
    .map(({ text, emphasis }) => ({ text, emphasis: emphasis * contextEmphasis }));
  return [...own, ...before].slice(0, maxWords);
};
