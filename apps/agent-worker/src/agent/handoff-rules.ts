import { type HandoffRule } from '#persistence';
import { normalised } from './small-talk.js';

/** A human in the words of customers, without "someone", which may be anyone who does something. */
const person =
  '(human( being)?|(real|live|actual) (person|human|agent)|person|agent|representative|rep|operator|manager|supervisor|colleague|employee|owner|staff( member)?|advisor|adviser|consultant|team member|(customer|client) (care|service|support)( (agent|rep|representative|team|person))?|support (agent|team|person))';
const anyone = `(${person}|someone|somebody|anyone|anybody|people|one of you|your team)`;

const asksForHuman: readonly RegExp[] = [
  new RegExp(
    `\\b(talk|speak|chat|connect|connected|transfer|transferred|escalate|escalated|in touch|through|hold of|refer|referred|forward|discuss)\\b.{0,35}\\b${anyone}\\b`,
  ),
  new RegExp(
    `\\b(get|give|put|pass|bring|want|need|would like|i'd like|prefer|rather|let me have|switch)\\b( (me|us|to|have|deal with|on|over|this|here|in|for))*( (a|an|the|your|some|any|my))?( (real|live|actual|human))? ${person}( please| now| asap| here| instead| on (the )?(phone|line)| to (help|assist|talk|speak|answer|call|deal).*)?$`,
  ),
  new RegExp(
    `\\b(complain|complaint|explain|report|say|answer|help)\\b.{0,20}\\b(to|by|from) (a|an|the|your|some) (real |live )?${person}$`,
  ),
  /\b(real|actual|live) (human|person|agent)\b/,
  new RegExp(`^${person}( please| now)*$`),
  new RegExp(
    `\\b(have|ask|tell|let|get) (${anyone}|a ${person}|your ${person}) (to )?(call|contact|phone|ring|reach|message|write to) (me|us)\\b`,
  ),
  /\bis there (a|an|any|some) ?(human|person|real person|one|body|agent|operator)( .{0,25})?(i can (talk|speak)|there|available|who can help)/,
  /\b(stop|no more|enough of|tired of|hate|not( to)?|instead of) (talking to |this |the |a |another |these )*(bots?|robots?|machines?|chat ?bots?|computers?|ai)\b/,
  /\b(escalate (this|my|it)|hand (me|this|it) over|call me( back)?$|call me (back|on|at|now|please|when|as soon))/,
  /\b(ongea|ongee|niongee|zungumza|nizungumze|kuongea|kuzungumza|kuongea|unganish\w*|niunganishe|nipe|nipatie|nataka|naomba|nahitaji|nipeleke)\b.{0,30}\b(mtu( halisi| wa kweli)?|binadamu|mhudumu|wakala|meneja|msimamizi|mfanyakazi|mwenzako|afisa|huduma kwa wateja)\b/,
  /\b(parler|discuter|echanger|joindre|contacter|passez|passer|passe moi|transfer\w*|mettez|mettre|veux|voudrais|souhaite|besoin d|besoin)\b.{0,35}\b(humaine?|etre humain|vraie personne|une personne|quelqu'un|agent|conseill\w+|responsable|collegue|operat\w+|gerant\w*|directeur|directrice|service client)\b/,
  /\b(hablar|habl\w+|comunic\w+|contactar|conect\w+|pasame|paseme|paso|pasen|transfer\w+|quiero|quisiera|necesito|prefiero)\b.{0,35}\b(humano|ser humano|una? persona( real)?|alguien|agente|asesora?|representante|encargad[oa]|gerente|operador\w*|companer[oa]|atencion al cliente|supervisora?)\b/,
];

/** "I do not want to talk to anybody" asks for the opposite. */
const declines =
  /\b(don't|do not|no need to|needn't|rather not|sitaki|ne veux pas|no quiero|no necesito)\b.{0,20}\b(talk|speak|chat|deal|kuongea|kuzungumza|parler|hablar)\b/;

const legalThreat =
  /\b(my|our) (lawyers?|attorneys?|solicitors?|advocates?)\b|\b(sue|suing) (you|your|the company|this company)|\bsee you in court\b|\b(take|taking|drag) (you|this|the matter|the company) to (court|the tribunal|the ombudsman)|\b(legal (action|proceedings|steps|notice)|small claims court|file (a )?(complaint|case) (with|at|against)|report you to|consumer (protection|federation|court|rights (office|board))|ombudsman|press charges)\b|\b(wakili wangu|nitawashtaki|nitakushtaki|kuwashtaki|mahakamani)\b|\b(mon avocat|poursuites?( judiciaires)?|porter plainte|au tribunal|vous poursuivre|en justice)\b|\b(mi abogad[oa]|demandarl[oe]s|los demandare|denunciarl[oe]s|acciones legales|a juicio|a los tribunales)\b/;

const distress =
  /\b(this is|that is|that's|you are|you're|its|it's) (absolutely |totally |completely |just |so |really |a |an )*(unacceptable|outrageous|disgusting|disgrace(ful)?|ridiculous|pathetic|scam|scammers|thieves|fraud|fraudsters|theft|appalling|terrible service|horrible|insult(ing)?)\b|\b(i am|i'm|im) (absolutely |very |so |extremely |really |beyond )*(furious|livid|angry|fed up|disgusted|outraged|sick of|pissed)\b|\bworst (service|company|experience|shop|store)\b|\b(you|they) (scammed|cheated|robbed|lied to|stole from|defrauded) (me|us)\b|\b(nimekasirika|mmeniibia|wezi nyinyi|ni wezi|ulaghai|upuuzi)\b|\b(c'est (inacceptable|scandaleux|une honte|une arnaque|du vol)|je suis (tres |vraiment )?(furieu\w+|en colere|scandalise\w*)|voleurs|escrocs)\b|\b((es|esto es) (inaceptable|una verguenza|una estafa|un robo|un desastre)|estoy (muy |realmente )?(furios[oa]|enfadad[oa]|indignad[oa]|hart[oa])|estafadores|ladrones)\b/;

const rulePatterns: Readonly<Record<HandoffRule, RegExp>> = {
  legal_threat: legalThreat,
  distress,
};

const wantsHuman = (text: string): boolean => {
  const words = normalised(text);
  return !declines.test(words) && asksForHuman.some((pattern) => pattern.test(words));
};

/** The keyword or topic of the tenant's list that stands in the text as whole words, if any. */
const listedTerm = (text: string, terms: readonly string[]): string | undefined => {
  const words = ` ${normalised(text)} `;
  return terms.find((term) => {
    const wanted = normalised(term);
    return wanted !== '' && words.includes(` ${wanted} `);
  });
};

export interface HandoffSettings {
  handoffKeywords: readonly string[];
  handoffTopics: readonly string[];
  handoffRules: readonly HandoffRule[];
}

/** Why one of the messages has to go to a human, before anything is looked up; undefined: none has. */
export const handoffReasonOf = (
  texts: readonly string[],
  settings: HandoffSettings,
): string | undefined => {
  for (const text of texts) {
    if (wantsHuman(text)) return 'customer_asked';
    const keyword = listedTerm(text, settings.handoffKeywords);
    if (keyword !== undefined) return `keyword: ${keyword}`;
    const topic = listedTerm(text, settings.handoffTopics);
    if (topic !== undefined) return `topic: ${topic}`;
    const words = normalised(text);
    const rule = settings.handoffRules.find((name) => rulePatterns[name].test(words));
    if (rule !== undefined) return rule;
  }
  return undefined;
};
