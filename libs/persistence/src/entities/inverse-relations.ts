import { OneToMany } from 'typeorm';
import { ConversationEntity } from './conversation.entity.js';
import { CustomerIdentityEntity } from './customer-identity.entity.js';
import { CustomerEntity } from './customer.entity.js';
import { DeliveryReceiptEntity } from './delivery-receipt.entity.js';
import { InteractionEntity } from './interaction.entity.js';
import { MessageAnswerEntity } from './message-answer.entity.js';
import { MessageEntity } from './message.entity.js';
import { OutboxDeliveryEntity } from './outbox-delivery.entity.js';

// What entities are pointed at by. Declared here and not in their own files, which would have to
// import each other in a circle.

declare module './customer.entity.js' {
  interface CustomerEntity {
    identities?: CustomerIdentityEntity[];
  }
}
declare module './conversation.entity.js' {
  interface ConversationEntity {
    messages?: MessageEntity[];
    interactions?: InteractionEntity[];
  }
}
declare module './message.entity.js' {
  interface MessageEntity {
    /** Of a reply: which messages it answers. */
    answers?: MessageAnswerEntity[];
  }
}
declare module './outbox-delivery.entity.js' {
  interface OutboxDeliveryEntity {
    /** One for each part that the provider is known to have. */
    receipts?: DeliveryReceiptEntity[];
  }
}

const inverse = <Entity extends object>(
  { prototype }: { prototype: Entity },
  name: keyof Entity & string,
  relation: PropertyDecorator,
): void => relation(prototype, name);

inverse(
  CustomerEntity,
  'identities',
  OneToMany(
    () => CustomerIdentityEntity,
    ({ customer }) => customer,
  ),
);
inverse(
  ConversationEntity,
  'messages',
  OneToMany(
    () => MessageEntity,
    ({ conversation }) => conversation,
  ),
);
inverse(
  ConversationEntity,
  'interactions',
  OneToMany(
    () => InteractionEntity,
    ({ conversation }) => conversation,
  ),
);
inverse(
  MessageEntity,
  'answers',
  OneToMany(
    () => MessageAnswerEntity,
    ({ reply }) => reply,
  ),
);
inverse(
  OutboxDeliveryEntity,
  'receipts',
  OneToMany(
    () => DeliveryReceiptEntity,
    ({ delivery }) => delivery,
  ),
);
