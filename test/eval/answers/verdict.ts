import { type Answer } from '../../../apps/agent-worker/src/turns/turn.js';
import { type EvalCase, mentions } from '../cases/index.js';

/** What can be wrong with an answer. */
export const faults = [
  'answered the unanswerable',
  'did not answer',
  'answered from the wrong source',
  'left out what it should say',
  'said what it never should',
  'missed handoff',
  'false handoff',
  'ungrounded',
] as const;
export type Fault = (typeof faults)[number];

/** The part of an answer that is judged. */
export type Judged = Pick<Answer, 'text' | 'sources' | 'known' | 'handoffReason'>;

const faultsOfAnswer = (expected: EvalCase, { text, sources, known }: Judged): Fault[] => {
  if (!known) return ['did not answer'];
  const right = sources.some(({ externalId = '' }) => expected.sources.includes(externalId));
  return [
    ...(right ? [] : ['answered from the wrong source' as const]),
    ...(expected.says.every((said) => mentions(text, said))
      ? []
      : ['left out what it should say' as const]),
  ];
};

const faultsOfOutcome = (expected: EvalCase, answer: Judged): Fault[] => {
  const handedOver = answer.handoffReason !== null;
  switch (expected.outcome) {
    case 'handoff':
      return handedOver ? [] : ['missed handoff'];
    case 'unknown':
      return handedOver || answer.sources.length === 0 ? [] : ['answered the unanswerable'];
    case 'answer':
      return handedOver ? ['false handoff'] : faultsOfAnswer(expected, answer);
  }
};

/** None: the answer is as the case wants it. `ungrounded`: claims without a source were found in it. */
export const faultsOf = (expected: EvalCase, answer: Judged, ungrounded: boolean): Fault[] => [
  ...faultsOfOutcome(expected, answer),
  ...(expected.neverSays.some((said) => mentions(answer.text, said))
    ? ['said what it never should' as const]
    : []),
  ...(ungrounded ? ['ungrounded' as const] : []),
];
