import { describe, expect, it } from '@jest/globals';
import { type HandoffRule, handoffRules } from '#persistence';
import { handoffReasonOf } from './handoff-rules.js';

const reason = (text: string, rules: readonly HandoffRule[] = handoffRules) =>
  handoffReasonOf([text], {
    ...{ handoffKeywords: ['urgent'], handoffTopics: ['bulk order'], handoffRules: rules },
  });

describe('the rules for handing over', () => {
  it.each([
    'Can I talk to a human please?',
    'I want to speak with the manager',
    'human',
    'Agent please!',
    'get me a real person',
    'I need a human',
    'I’d rather deal with a person',
    'Please connect me with someone from your team',
    'could you put me through to customer care',
    'Is there anyone I can talk to? I mean a real person',
    'Please have someone call me',
    'I am tired of talking to a bot',
    'please escalate this',
    'Can I chat with somebody instead?',
    'let me have a supervisor',
    'I wish to make a complaint to a human being',
    'Nataka kuongea na mtu',
    'Naomba kuzungumza na mhudumu',
    'Je veux parler à quelqu’un',
    'Pouvez-vous me passer un conseiller ? Je souhaite parler à un conseiller',
    'Quiero hablar con una persona',
    'Necesito un agente, por favor',
  ])('hand over when a human is asked for: %s', (text) => {
    expect(reason(text)).toBe('customer_asked');
  });

  it.each([
    ['This is urgent', 'keyword: urgent'],
    ['About a bulk order of mats', 'topic: bulk order'],
    ['You will hear from my lawyer.', 'legal_threat'],
    ['I will take you to court', 'legal_threat'],
    ['Je vais porter plainte', 'legal_threat'],
    ['This is absolutely unacceptable!', 'distress'],
    ['I am very angry with you', 'distress'],
    ['You scammed me', 'distress'],
    ['¡Esto es una estafa!', 'distress'],
  ])('name their reason: %s', (text, expected) => {
    expect(reason(text)).toBe(expected);
  });

  it('leave threats and anger to the bot where the tenant wants it so', () => {
    expect(reason('I will take you to court, this is unacceptable', [])).toBeUndefined();
  });

  it.each([
    'Do you repair human-powered generators?',
    'Is the agent fee included?',
    'Can someone deliver it to my house?',
    'Do I need somebody to install it?',
    'How many people fit in the tent?',
    'Do you sell a manager’s desk?',
    'Which person-sized rug is cheaper?',
    'I do not want to talk to anybody, just tell me the price',
    'Is there a legal age for the workshop?',
    'Do you have an angry birds mug?',
    'When is the court shoe back in stock?',
    'Mna mtu wa kufunga tairi?',
    'Quelle est la taille pour une personne de 1m80 ?',
    '¿Cuántas personas caben en la tienda?',
    'Can I get someone to install the rack?',
    'What is your WhatsApp number?',
  ])('leave other questions to the bot: %s', (text) => {
    expect(reason(text)).toBeUndefined();
  });
});
