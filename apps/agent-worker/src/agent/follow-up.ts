import { normalised } from './small-talk.js';

/** Points back at what was spoken of before: en, sw, fr, es. */
const pointsBack =
  /\b(it|its|that( one)?|this( one)?|they|them|those|these|the (same|other|first|second|last) one|one|ones|hiyo|hii|hizo|hicho|huyo|yake|zake|wake|ile|il|elle|ils|elles|celui( la| ci)?|celle( la| ci)?|ca|cela|ese|esa|eso|esos|esas|este|esta|estos|lo|ella|ellos)\b/;

/** Goes on from the answer before: "And in red?", "What about Sundays?" */
const goesOn = /^(and|what about|how about|also|or|et|et pour|y|y para|na|je|vipi kuhusu|pia)\b/;

/** Words that ask, point or join, and those for price, stock and time, which any item has. */
const emptyWords = new Set(
  `a an the is are was do does did can could will would i we you it its that this they them those these
  one ones in on at of for to with and or also what about how much many long take takes cost costs
  price there any available stock have has be when where which who my your me please so ok then still
  na ya wa kwa ni bei gani ngapi hiyo hii je vipi kuhusu pia ina zina lini saa
  le la les un une des de du est sont combien coute coutent prix il ils elle elles et pour en ca cela vous avez
  el los las una es son cuanto cuesta cuestan precio y para en lo eso esa ese hay tienen`.split(
    /\s+/,
  ),
);

const mostOwnWords = 1;

/** How much a question leans on what was said before it. */
export type Leaning = 'alone' | 'perhaps' | 'surely';

/**
 * `surely`: it names next to nothing itself ("How much is it?"); `perhaps`: it points back, but says
 * enough to be looked up alone ("How long does it take to get a bike repaired?").
 */
export const leaningOf = (question: string): Leaning => {
  const words = normalised(question);
  const points = pointsBack.test(words) || goesOn.test(words);
  const own = words.split(' ').filter((word) => !emptyWords.has(word));
  if (own.length === 0) return 'surely';
  if (!points) return 'alone';
  return own.length <= mostOwnWords ? 'surely' : 'perhaps';
};
