/** What the builtin responder says in its own words; everything else is the tenant's. */
export const phrases = {
  greeting: (customer: string | null, agent: string, tenant: string): string =>
    `Hello${customer === null ? '' : ` ${customer}`}! I am ${agent} of ${tenant}. How can I help you?`,
  thanks: (): string => 'You are welcome! Is there anything else I can help you with?',
  unknown: (): string =>
    'I am sorry, I could not find that in our information, and I do not want to guess. Could you put it another way, or would you like to talk to a colleague?',
  handoff: (): string =>
    'I am handing this conversation over to a colleague, who will answer you here.',
  lowConfidence: (): string =>
    'I am sorry, I cannot find an answer to that. I am handing this conversation over to a colleague, who will answer you here.',
  holding: (): string =>
    'I am sorry, I cannot look that up right now. A colleague will answer you here.',
  attachment: (): string =>
    'Thank you. I cannot open attachments; could you tell me in words what you need?',
};
