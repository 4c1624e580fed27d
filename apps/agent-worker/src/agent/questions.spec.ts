import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { questionsOf } from './questions.js';

describe('the questions of a burst', () => {
  it.each([
    [['When do you open?'], ['When do you open?']],
    [['Hi', 'do you have helmets'], ['do you have helmets']],
    [['When do you open? Do you deliver?'], ['When do you open?', 'Do you deliver?']],
    [['I am 1.75 m tall.', 'Which frame fits?'], ['I am 1.75 m tall. Which frame fits?']],
    [['Do you deliver?', 'I live in Karen'], ['Do you deliver? I live in Karen']],
    [['Hello!', 'thank you'], []],
    [['A?', 'B?', 'C?', 'D?'], ['A? B? C? D?']],
  ])('in %j are %j', (texts, questions) => {
    expect(questionsOf(texts)).toEqual(questions);
  });

  it('are few and never blank, whatever is written', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), (texts) => {
        const questions = questionsOf(texts);
        expect(questions.length).toBeLessThanOrEqual(3);
        expect(questions.every((question) => question.trim() !== '')).toBe(true);
      }),
    );
  });
});
