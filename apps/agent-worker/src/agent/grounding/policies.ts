/**
 * What a business promises or refuses, in the words of en, fr, es and sw. An answer that speaks of one
 * of these needs a source that does, and that says the same of it: yes or no.
 */
const policies: readonly { name: string; pattern: RegExp }[] = [
  {
    name: 'refund',
    pattern:
      /\b(refund\w*|money back|rembours\w*|reembols\w*|devoluci[oó]n del dinero|rejesh\w+ (pesa|fedha)|marejesho)/,
  },
  {
    name: 'return',
    pattern:
      /\b(return(s|ed|able|ing)?|send (it )?back|retour\w*|devolver|devoluci\w*|kurudisha|rudisha)\b/,
  },
  {
    name: 'exchange',
    pattern: /\b(exchang\w*|swap(ped)?|[ée]chang\w*|cambi(o|os|ar)\b|badilish\w*)/,
  },
  {
    name: 'warranty',
    pattern: /\b(warrant\w*|guarantee\w*|garanti\w*|garant[ií]a\w*|dhamana|waranti)/,
  },
  {
    name: 'discount',
    pattern: /\b(discount\w*|% off|remise\w*|r[eé]duction\w*|descuento\w*|rebaja\w*|punguzo)/,
  },
  {
    name: 'free of charge',
    pattern:
      /\b(free of charge|for free|(is|are) free\b|free (delivery|shipping|of cost|installation|returns?|exchange|trial|service|check|pickup)|at no (extra )?(cost|charge)|gratuit\w*|offert\w*|gratis|gratuit[oa]s?|bure)\b/,
  },
  {
    name: 'delivery',
    pattern:
      /\b(deliver\w*|ship(s|ped|ping|ment)?|livr\w+|exp[eé]di\w+|entreg\w+|env[ií](o|os|ar|amos)|kupeleka|usafirish\w*|tunasafirisha|tunaleta)\b/,
  },
  {
    name: 'cancellation',
    pattern: /\b(cancel\w*|annul\w*|cancel(ar|aci[oó]n)\w*|kughairi|ghairi)/,
  },
  {
    name: 'instalments',
    pattern:
      /\b(inst[a]l?lments?|pay later|lay ?away|cr[eé]dit|en plusieurs fois|a plazos|cuotas|mkopo)\b/,
  },
  { name: 'insurance', pattern: /\b(insur\w*|assurance|seguro\b|bima)\b/ },
  { name: 'deposit', pattern: /\b(deposits?|down payment|acompte|caution|dep[oó]sito|amana)\b/ },
  {
    name: 'means of payment',
    pattern:
      /\b(m-?pesa|pay ?pal|visa|master ?card|credit card|debit card|cash on delivery|bitcoin|crypto\w*|bank transfer|carte bancaire|tarjeta|efectivo|fedha taslimu)\b/,
  },
];

const negation =
  /\b(no|not|never|none|cannot|can ?not|non|without|only|except|unless|ne|pas|jamais|aucune?s?|sin|nunca|ning[uú]n\w*|si|hatu\w*|hapana|haiwezekani|bila)\b|n['’]t\b|\bn['’]/;

export interface PolicyClaim {
  name: string;
  negated: boolean;
}

/** The policies a sentence speaks of. Lower case in, please. */
export const policiesOf = (sentence: string): PolicyClaim[] =>
  policies
    .filter(({ pattern }) => pattern.test(sentence))
    .map(({ name }) => ({ name, negated: negation.test(sentence) }));
