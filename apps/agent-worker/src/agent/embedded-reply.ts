import { shorten } from './shorten.js';
import { type Finding } from './retrieval.js';

/** Answers in the tenant's own words: each question with the material found for it. No key, no network. */
export const embeddedReply = (
  findings: readonly Pick<Finding, 'material'>[],
  maxCharacters: number,
): string => {
  const share = Math.floor(maxCharacters / Math.max(1, findings.length)) - 2;
  return findings
    .map(({ material }) =>
      material.length === 1
        ? shorten(material[0]?.text ?? '', share)
        : shorten(material.map(({ text }) => `• ${text}`).join('\n'), share),
    )
    .join('\n\n');
};
