const words = (text: string): string[] => text.trim().split(/\s+/).map(withoutAccents);

/** `coûte` → `coute`: many customers write none. */
export function withoutAccents(word: string): string {
  return word.normalize('NFD').replace(/\p{M}/gu, '');
}

/**
 * What people say around a question. PostgreSQL's stop words know articles and prepositions, not
 * courtesy, and no Swahili at all; a shop's texts hold none of it, so it would count as words the
 * shop knows nothing of.
 */
export const courtesyWords: ReadonlySet<string> = new Set(
  words(`
    hi hello hey dear good morning afternoon evening please thanks thank kindly sorry ok okay yes
    could would may might must shall let us tell know want wanted need needed like looking look
    wish wonder wondering get got have any some someone somebody something anything there here
    what which who how much many long often also really just maybe question ask help find give
    show offer provide guys team hope
    hallo guten tag danke bitte gerne möchte brauche suche wissen gibt haben
    bonjour bonsoir salut merci svp voudrais cherche besoin avez avons faut peut peux puis pouvez
    pouvons veux voulez faire faites fait aimerais savoir combien comment quel quelle quels quelles
    quand pourquoi peut-on doit-on encore dites
    hola buenos buenas gracias favor quiero quisiera necesito busco tienen tiene hay puedo puede
    pueden podria cuánto cuánta cuántos cuál cuáles cómo cuándo dónde hacen hacer saber también
    habari jambo hujambo asante tafadhali samahani naomba nataka ninataka nahitaji ninahitaji
    ninaweza naweza mnaweza unaweza je nini gani wapi lini ngapi vipi kiasi kuna mna yenu yako yangu
    zenu wenu nifanye niambie na ya wa kwa ni za cha vya katika hii hiyo hizi ile pia sana bado
    ciao buongiorno grazie vorrei cerco avete
    olá oi obrigado obrigada quero preciso procuro tem
    goedendag dank alstublieft graag wil zoek heeft
  `),
);

/**
 * Words every shop's customers use about everything. A product answers "how much" and "in stock"
 * without saying so, so these weigh little, found or not.
 */
export const shopWords: ReadonlySet<string> = new Set(
  words(`
    price prices priced pricing cost costs costing buy buying sell sells sold selling order
    available availability stock stocked carry store shop today now currently new best good
    cheap cheapest expensive go come bring use using take thing things place
    preis preise kosten kostet kaufen verkaufen verfügbar lager
    prix coûte coûtent coûter acheter achetez vendez vendre disponible disponibles magasin boutique
    precio precios cuesta cuestan comprar vender venden tienda
    prezzo prezzi costa costano comprare vendete disponibile
    preço preços custa custam vendem disponível
    prijs prijzen kost kopen verkopen beschikbaar
    bei mnauza nunua kununua gharama inagharimu duka dukani leo sasa
  `),
);
