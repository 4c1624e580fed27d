/** What a message is before anything is looked up; see `handoff-rules` for what is not small. */
export type Intent = 'greeting' | 'thanks' | 'question';

const greeting =
  /^(hi|hello|hey|hallo|hullo|good (morning|afternoon|evening|day)|greetings|habari( (yako|zenu|za (asubuhi|mchana|jioni|leo)))?|jambo|hujambo|mambo( vipi)?|shikamoo|salamu|niaje|hola|buen(os|as) (dias|tardes|noches)|bonjour|bonsoir|salut|coucou)( (there|all|team|everyone|again|sir|madam|ndugu|rafiki|a tous|que tal|amigos?))*$/;
const thanks =
  /^((ok(ay)?|great|perfect|super|sawa|parfait|d'accord|vale|perfecto|muy bien) )?(thanks|thank you|thx|cheers|asante( sana)?|ahsante( sana)?|shukrani|(muchas )?gracias|merci( beaucoup| bien)?)( (a lot|so much|very much|again|for .{1,40}|pour .{1,40}|por .{1,40}|kwa .{1,40}))?$|^(ok(ay)?|great|perfect|sawa( sawa)?|vale|parfait|bye|goodbye|kwaheri|au revoir|adios|hasta luego)$/;

/** Lower case, without accents or punctuation, one space between words. */
export const normalised = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('’', "'")
    .replace(/[^\p{L}\p{N}' ]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();

export const intentOf = (text: string): Intent => {
  const words = normalised(text);
  if (greeting.test(words)) return 'greeting';
  if (thanks.test(words)) return 'thanks';
  return 'question';
};
