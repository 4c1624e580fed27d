import { intentOf } from './small-talk.js';

/** A burst may hold several questions; more than this many are answered together. */
const maxQuestions = 3;

/**
 * The questions of a burst: every message that is not small talk, and every sentence that ends in a
 * question mark on its own. A message without one belongs to the question after or before it
 * ("I have a size M. Does it fit?"), because alone it asks nothing.
 */
export const questionsOf = (texts: readonly string[]): string[] => {
  const sentences = texts
    .flatMap((text) => text.split(/(?<=[?!.])\s+|\n+/))
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '' && intentOf(sentence) === 'question');
  const questions: string[] = [];
  let statements: string[] = [];
  for (const sentence of sentences) {
    statements.push(sentence);
    if (sentence.endsWith('?')) {
      questions.push(statements.join(' '));
      statements = [];
    }
  }
  if (statements.length > 0) {
    const rest = statements.join(' ');
    if (questions.length === 0) questions.push(rest);
    else questions[questions.length - 1] += ` ${rest}`;
  }
  return questions.length <= maxQuestions ? questions : [questions.join(' ')];
};
