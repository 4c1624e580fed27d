import { type AgentSettings, type PastMessage } from '../../turns/turn.js';
import { type Material } from '../material.js';

/** What a model is to word: it decides nothing else. */
export interface CompletionRequest {
  tenantName: string;
  agent: AgentSettings;
  history: PastMessage[];
  questions: { text: string; material: Material[] }[];
}

export interface Completion {
  text: string;
  /** What answered, such as `builtin` or `openai-compatible/qwen3`. */
  model: string;
  promptTokens: number;
  completionTokens: number;
}

/** The port to language models. */
export interface LanguageModel {
  /**
   * Words the answer from the material and nothing else.
   * @throws when the model cannot answer, or `signal` aborts
   */
  complete(request: CompletionRequest, signal: AbortSignal): Promise<Completion>;
}

/** Injects the `LanguageModel` that the environment chose. */
export const languageModelToken = Symbol('LanguageModel');
