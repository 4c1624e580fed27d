/** Where a text is parted, best first: paragraphs, lines, sentences, words. */
const borders = [/\n\s*\n/g, /\n/g, /[.!?…](?=\s)/g, /\s/g];

/** A part that a border would leave shorter than this share of the limit is cut at a lesser border. */
const leastFill = 0.5;

const lastBorder = (text: string): number => {
  for (const border of borders) {
    let end = 0;
    for (const match of text.matchAll(border)) end = match.index + match[0].length;
    if (end >= text.length * leastFill) return end;
  }
  return 0;
};

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** At most `limit`, and no character, nor what is seen as one, is cut in two unless it alone is longer. */
const lastWhole = (text: string, limit: number): number => {
  const head = text.slice(Math.max(0, limit - 64), limit + 64);
  const offset = Math.max(0, limit - 64);
  let end = 0;
  for (const { index } of graphemes.segment(head)) {
    if (index + offset <= limit) end = index + offset;
  }
  if (end > offset) return end;
  const splitsPair = /[\uD800-\uDBFF]/.test(text.charAt(limit - 1));
  return Math.max(1, splitsPair && limit > 1 ? limit - 1 : limit);
};

/**
 * Parts of at most `limit` UTF-16 code units, none of them blank, which read one after the other
 * are the text but for white space around the cuts.
 */
export const segments = (text: string, limit: number): string[] => {
  const parts: string[] = [];
  let rest = text.trim();
  while (rest.length > limit) {
    // One more: a border right behind the limit is a border still.
    const cut = Math.min(lastBorder(rest.slice(0, limit + 1)), limit) || lastWhole(rest, limit);
    parts.push(rest.slice(0, cut).trim());
    rest = rest.slice(cut).trim();
  }
  parts.push(rest);
  return parts.filter((part) => part !== '');
};
