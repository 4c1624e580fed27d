import { validate } from 'uuid';

/** One part of a reply, as it is known to the provider and comes back in its callbacks. */
export interface PartReference {
  deliveryId: string;
  /** From 1. */
  part: number;
  /** How many the reply has. */
  parts: number;
}

/** A part the provider has taken, under its own id where it gave one. */
export interface AcceptedPart {
  part: number;
  parts: number;
  providerMessageId?: string;
}

/** The outbox id alone for a reply of one part, `<outbox id>.<part>.<parts>` otherwise. */
export const formatPartReference = ({ deliveryId, part, parts }: PartReference): string =>
  parts === 1 ? deliveryId : `${deliveryId}.${part}.${parts}`;

/** Undefined: none of ours, somebody else uses the same account. */
export const parsePartReference = (text: string): PartReference | undefined => {
  const [, deliveryId = '', part = '1', parts = '1'] =
    /^([0-9a-f-]{36})(?:\.(\d{1,3})\.(\d{1,3}))?$/.exec(text) ?? [];
  const reference = { deliveryId, part: Number(part), parts: Number(parts) };
  const counts = reference.part >= 1 && reference.part <= reference.parts;
  return validate(deliveryId) && counts ? reference : undefined;
};
