/**
 * What a message is before anything is looked up. Patterns, not a model: these few intents must be
 * right without a key and at no cost.
 */
export type Intent = 'greeting' | 'thanks' | 'human' | 'question';

const greeting =
  /^(hi|hello|hey|hallo|good (morning|afternoon|evening|day)|greetings|habari|jambo|mambo|hola|bonjour|salut)( (there|all|team|everyone))?$/;
const thanks =
  /^((ok(ay)?|great|perfect|super) )?(thanks|thank you|thx|cheers|asante( sana)?|gracias|merci)( (a lot|so much|very much|for .{1,40}))?$|^(ok(ay)?|great|perfect|bye|goodbye)$/;
const human =
  /\b(talk|speak|chat|connect|transfer|put|pass|get|reach)\b.{0,30}\b(human|person|someone|somebody|agent|representative|operator|manager|colleague|staff|people)\b|\b(real|actual|live) (human|person|agent)\b|^(human|agent|operator|representative|a human|a person)( please)?$|\bcall me\b/;

const normalised = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}' ]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();

export const intentOf = (text: string): Intent => {
  const words = normalised(text);
  if (human.test(words)) return 'human';
  if (greeting.test(words)) return 'greeting';
  if (thanks.test(words)) return 'thanks';
  return 'question';
};

/** The keyword or topic of the tenant's list that stands in the text as whole words, if any. */
export const listedTerm = (text: string, terms: readonly string[]): string | undefined => {
  const words = ` ${normalised(text)} `;
  return terms.find((term) => {
    const wanted = normalised(term);
    return wanted !== '' && words.includes(` ${wanted} `);
  });
};
