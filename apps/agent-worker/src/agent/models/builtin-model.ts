import { type Completion, type CompletionRequest, type LanguageModel } from './language-model.js';
import { shorten } from './shorten.js';

/** Answers in the tenant's own words: each question with the material found for it. No key, no network. */
export class BuiltinModel implements LanguageModel {
  complete({ questions, agent }: CompletionRequest): Promise<Completion> {
    const share = Math.floor(agent.maxReplyCharacters / Math.max(1, questions.length)) - 2;
    const text = questions
      .map(({ material }) =>
        material.length === 1
          ? shorten(material[0]?.text ?? '', share)
          : shorten(material.map(({ text: item }) => `• ${item}`).join('\n'), share),
      )
      .join('\n\n');
    return Promise.resolve({ text, model: 'builtin', promptTokens: 0, completionTokens: 0 });
  }
}
