/** What an OpenAI model would count; others differ by some per cent, which budgets allow for. */
export type CountTokens = (text: string) => number;

let loading: Promise<CountTokens> | undefined;

/** Loads the tokenizer once, when first needed: its table takes some tens of MB. */
export const tokenCounter = (): Promise<CountTokens> =>
  (loading ??= import('gpt-tokenizer/encoding/cl100k_base').then(
    ({ countTokens }) =>
      (text) =>
        countTokens(text, { disallowedSpecial: new Set() }),
  ));
