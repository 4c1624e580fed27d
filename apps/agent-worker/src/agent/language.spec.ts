import { describe, expect, it } from '@jest/globals';
import { detectLanguage, languageOf } from './language.js';

describe('the language of a message', () => {
  it.each([
    ['When do you open on Saturday?', 'en'],
    ['How much is the helmet', 'en'],
    ['Mnafungua saa ngapi kesho?', 'sw'],
    ['Bei ya kofia ni gani?', 'sw'],
    ['Quels sont vos horaires ?', 'fr'],
    ['Combien coûte le casque ?', 'fr'],
    ['¿Cuánto cuesta el casco?', 'es'],
    ['A qué hora abren el sábado', 'es'],
    ['Bonjour', 'fr'],
    ['Hola', 'es'],
    ['Habari', 'sw'],
    ['KES 4500', undefined],
    ['', undefined],
  ])('of “%s” is %s', (text, language) => {
    expect(detectLanguage(text)).toBe(language);
  });

  it('is the conversation’s where the message does not tell, and the tenant’s at last', () => {
    expect(languageOf(['OK 2'], ['Bonjour, avez-vous des casques ?'], 'sw')).toBe('fr');
    expect(languageOf(['OK 2'], [], 'sw')).toBe('sw');
    expect(languageOf(['OK 2'], [], 'de')).toBe('en');
  });
});
