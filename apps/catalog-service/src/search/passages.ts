/** About 200 tokens: what a sentence embedding still tells apart, and a prompt still has room for. */
const maxCharacters = 900;
/** A sentence cut off at an end is whole in the neighbour. */
const overlapCharacters = 150;

/** Where to end rather, best first: after a paragraph, a line, a sentence, a word. */
const ends = [/\n\s*\n/g, /\n/g, /[.!?…。]["'”’)\]]*\s/g, /\s/g];

/** The last good end of a window, in its later half; its very end where it has none. */
const endOf = (window: string): number => {
  for (const end of ends) {
    const last = [...window.matchAll(end)].at(-1);
    if (last !== undefined && last.index + last[0].length > window.length / 2) {
      return last.index + last[0].length;
    }
  }
  return window.length;
};

/** Where the next passage starts: a little before the end of this one, at a word. */
const startBefore = (text: string, end: number): number => {
  const start = end - overlapCharacters;
  const word = /\s/.exec(text.slice(start, end));
  return word === null ? start : start + word.index + 1;
};

/**
 * A text in passages of at most 900 characters that overlap by some 150, cut between paragraphs or
 * sentences where it can be. Together they hold all of it; a short text, even none, is one passage.
 */
export const passagesOf = (text: string): string[] => {
  const passages: string[] = [];
  let start = 0;
  for (;;) {
    const window = text.slice(start, start + maxCharacters);
    const isLast = start + window.length >= text.length;
    const end = isLast ? text.length : start + endOf(window);
    const passage = text.slice(start, end).trim();
    if (passage !== '' || passages.length === 0) passages.push(passage);
    if (isLast) return passages;
    start = startBefore(text, end);
  }
};
