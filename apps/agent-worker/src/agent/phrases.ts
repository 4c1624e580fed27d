import { type NextOpening } from './business-hours.js';
import { type SpokenLanguage } from './language.js';

/** What the agent says in its own words; everything else is the tenant's. */
export interface Phrases {
  greeting: (customer: string | null, agent: string, tenant: string) => string;
  /** To a greeting in a conversation that was greeted before. */
  again: string;
  thanks: string;
  unknown: string;
  /** The same, to somebody who was told so just before. */
  stillUnknown: string;
  handoff: string;
  lowConfidence: string;
  holding: string;
  /** Today's budget for models is spent, and nothing else answers. */
  resting: string;
  attachment: string;
  /** Several things are meant as likely as not. */
  whichOne: (titles: readonly string[]) => string;
  /** After a handoff, when nobody is there. */
  closed: (opening: NextOpening) => string;
}

const addressed = (hello: string, customer: string | null): string =>
  customer === null ? hello : `${hello} ${customer}`;

const listed = (titles: readonly string[], or: string): string =>
  titles.length < 2
    ? titles.join('')
    : `${titles.slice(0, -1).join(', ')} ${or} ${titles.at(-1) ?? ''}`;

const days = (locale: string): ((day: number) => string) => {
  const format = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' });
  // 1 January 2024 was a Monday.
  return (day) => format.format(new Date(Date.UTC(2024, 0, 1 + day)));
};
const dayIn = { en: days('en'), sw: days('sw'), fr: days('fr'), es: days('es') };

export const phrasesIn: Readonly<Record<SpokenLanguage, Phrases>> = {
  en: {
    greeting: (customer, agent, tenant) =>
      `${addressed('Hello', customer)}! I am ${agent} of ${tenant}. How can I help you?`,
    again: 'Hello again! What can I do for you?',
    thanks: 'You are welcome! Is there anything else I can help you with?',
    unknown:
      'I am sorry, I could not find that in our information, and I do not want to guess. Could you put it another way, or would you like to talk to a colleague?',
    stillUnknown:
      'I could not find that either, I am sorry. Ask for a colleague, and one will take over.',
    handoff: 'I am handing this conversation over to a colleague, who will answer you here.',
    lowConfidence:
      'I am sorry, I cannot find an answer to that. I am handing this conversation over to a colleague, who will answer you here.',
    holding: 'I am sorry, I cannot look that up right now. A colleague will answer you here.',
    resting:
      'I am sorry, I cannot answer that today. I am handing this conversation over to a colleague, who will answer you here.',
    attachment: 'Thank you. I cannot open attachments; could you tell me in words what you need?',
    whichOne: (titles) => `Which one do you mean: ${listed(titles, 'or')}?`,
    closed: ({ day, time }) =>
      `We are closed at the moment and open again on ${dayIn.en(day)} at ${time}.`,
  },
  sw: {
    greeting: (customer, agent, tenant) =>
      `${addressed('Habari', customer)}! Mimi ni ${agent} wa ${tenant}. Nikusaidie vipi?`,
    again: 'Habari tena! Nikusaidie vipi?',
    thanks: 'Karibu sana! Je, kuna jambo lingine ninaloweza kukusaidia?',
    unknown:
      'Samahani, sijapata hilo katika taarifa zetu, na sitaki kukisia. Je, unaweza kuuliza kwa njia nyingine, au ungependa kuzungumza na mwenzangu?',
    stillUnknown: 'Samahani, hilo pia sijalipata. Omba kuzungumza na mwenzangu, naye ataendelea.',
    handoff: 'Ninakabidhi mazungumzo haya kwa mwenzangu, ambaye atakujibu hapa.',
    lowConfidence:
      'Samahani, siwezi kupata jibu la hilo. Ninakabidhi mazungumzo haya kwa mwenzangu, ambaye atakujibu hapa.',
    holding: 'Samahani, siwezi kutafuta hilo kwa sasa. Mwenzangu atakujibu hapa.',
    resting:
      'Samahani, siwezi kujibu hilo leo. Ninakabidhi mazungumzo haya kwa mwenzangu, ambaye atakujibu hapa.',
    attachment: 'Asante. Siwezi kufungua viambatisho; tafadhali niambie kwa maneno unachohitaji.',
    whichOne: (titles) => `Unamaanisha ipi: ${listed(titles, 'au')}?`,
    closed: ({ day, time }) => `Kwa sasa tumefunga; tutafungua tena ${dayIn.sw(day)} saa ${time}.`,
  },
  fr: {
    greeting: (customer, agent, tenant) =>
      `${addressed('Bonjour', customer)} ! Je suis ${agent} de ${tenant}. Comment puis-je vous aider ?`,
    again: 'Rebonjour ! Que puis-je faire pour vous ?',
    thanks: 'Je vous en prie ! Puis-je vous aider pour autre chose ?',
    unknown:
      'Je suis désolé, je n’ai pas trouvé cela dans nos informations et je ne veux pas deviner. Pourriez-vous le formuler autrement, ou souhaitez-vous parler à un collègue ?',
    stillUnknown:
      'Je n’ai pas trouvé cela non plus, je suis désolé. Demandez un collègue et il prendra le relais.',
    handoff: 'Je transmets cette conversation à un collègue, qui vous répondra ici.',
    lowConfidence:
      'Je suis désolé, je ne trouve pas de réponse. Je transmets cette conversation à un collègue, qui vous répondra ici.',
    holding:
      'Je suis désolé, je ne peux pas chercher cela pour le moment. Un collègue vous répondra ici.',
    resting:
      'Je suis désolé, je ne peux pas répondre à cela aujourd’hui. Je transmets cette conversation à un collègue, qui vous répondra ici.',
    attachment:
      'Merci. Je ne peux pas ouvrir les pièces jointes ; pourriez-vous me dire en mots ce dont vous avez besoin ?',
    whichOne: (titles) => `Lequel voulez-vous dire : ${listed(titles, 'ou')} ?`,
    closed: ({ day, time }) =>
      `Nous sommes fermés en ce moment et rouvrons ${dayIn.fr(day)} à ${time}.`,
  },
  es: {
    greeting: (customer, agent, tenant) =>
      `¡${addressed('Hola', customer)}! Soy ${agent} de ${tenant}. ¿En qué puedo ayudarle?`,
    again: '¡Hola de nuevo! ¿Qué puedo hacer por usted?',
    thanks: '¡De nada! ¿Puedo ayudarle en algo más?',
    unknown:
      'Lo siento, no he encontrado eso en nuestra información y no quiero adivinar. ¿Podría decirlo de otra manera, o prefiere hablar con un compañero?',
    stillUnknown:
      'Lo siento, eso tampoco lo he encontrado. Pida hablar con un compañero y él le atenderá.',
    handoff: 'Paso esta conversación a un compañero, que le responderá aquí.',
    lowConfidence:
      'Lo siento, no encuentro respuesta. Paso esta conversación a un compañero, que le responderá aquí.',
    holding: 'Lo siento, ahora no puedo consultarlo. Un compañero le responderá aquí.',
    resting:
      'Lo siento, hoy no puedo responder a eso. Paso esta conversación a un compañero, que le responderá aquí.',
    attachment:
      'Gracias. No puedo abrir archivos adjuntos; ¿podría decirme con palabras qué necesita?',
    whichOne: (titles) => `¿A cuál se refiere: ${listed(titles, 'o')}?`,
    closed: ({ day, time }) =>
      `Ahora estamos cerrados y volvemos a abrir el ${dayIn.es(day)} a las ${time}.`,
  },
};
