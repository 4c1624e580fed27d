// The rules of Baobab Cycles: returns, warranties, bookings, rental, privacy.
import { type KnowledgeInput } from '#contracts';

export const policyEntries: KnowledgeInput[] = [
  {
    externalId: 'returns-policy',
    type: 'policy',
    title: 'Returns',
    content:
      'You can return an unused item within 14 days of receiving it, in its original packaging and with the receipt. You may choose a refund, an exchange or store credit.',
    keywords: [
      'return',
      'send back',
      'bring back',
      'change my mind',
      'wrong item',
      'how many days',
    ],
    priority: 5,
    active: true,
  },
  {
    externalId: 'non-returnable-items',
    type: 'policy',
    title: 'Items that cannot be returned',
    content:
      'Worn helmets and clothing, fitted parts, opened lubricants and gift cards cannot be returned unless they are faulty.',
    keywords: ['non-returnable', 'exception', 'final sale', 'worn', 'opened'],
    active: true,
  },
  {
    externalId: 'refunds-policy',
    type: 'policy',
    title: 'Refunds',
    content:
      'Refunds are paid within five working days of the item reaching us, always by the method you paid with. M-Pesa refunds go to the number that made the payment.',
    keywords: ['refund', 'money back', 'reimburse', 'reversal', 'get my money'],
    priority: 5,
    active: true,
  },
  {
    externalId: 'return-delivery-cost',
    type: 'policy',
    title: 'Who pays for return delivery',
    content:
      'We pay for return delivery when the item is faulty or we sent the wrong one. When you change your mind you pay for it, and the first delivery fee is not refunded.',
    keywords: ['return shipping', 'courier', 'postage', 'pickup cost'],
    active: true,
  },
  {
    externalId: 'size-swap',
    type: 'policy',
    title: 'Swapping a bike for another size',
    content:
      'A new bike ridden less than 30 km can be swapped for another frame size once within 10 days, free of charge. It must be clean and undamaged.',
    keywords: ['wrong size', 'too big', 'too small', 'exchange', 'frame size'],
    active: true,
  },
  {
    externalId: 'order-cancellation',
    type: 'policy',
    title: 'Cancelling an order',
    content:
      'You can cancel an order free of charge until it leaves the shop. After that, refuse the delivery or send it back as a return.',
    keywords: ['cancel', 'change order', 'stop order', 'ordered by mistake'],
    active: true,
  },
  {
    externalId: 'bike-warranty',
    type: 'policy',
    title: 'Bike warranty',
    content:
      'New bikes carry a five-year warranty on the frame and one year on the fork, motor and all other parts against faults in material and workmanship. It covers the first owner.',
    keywords: ['guarantee', 'frame', 'broken', 'defect', 'faulty bike', 'covered'],
    priority: 5,
    active: true,
  },
  {
    externalId: 'battery-warranty',
    type: 'policy',
    title: 'E-bike battery warranty',
    content:
      'E-bike batteries are guaranteed for two years or 500 full charges, whichever comes first. We replace a battery that drops below 70% of its capacity in that time.',
    keywords: ['ebike', 'guarantee', 'electric', 'battery', 'capacity', 'replace'],
    active: true,
  },
  {
    externalId: 'accessory-warranty',
    type: 'policy',
    title: 'Warranty on parts and accessories',
    content:
      'Parts, lights, locks, pumps, bags and clothing have a six-month warranty. A faulty item is repaired or replaced on the spot when we have it in stock.',
    keywords: ['guarantee', 'stopped working', 'defective', 'accessory'],
    active: true,
  },
  {
    externalId: 'warranty-exclusions',
    type: 'policy',
    title: 'What the warranty does not cover',
    content:
      'The warranty does not cover wear (tyres, tubes, chains, brake pads, cables), crashes, rust from neglect, or damage from repairs done elsewhere.',
    keywords: ['exclusions', 'wear and tear', 'crash damage', 'accident', 'void'],
    active: true,
  },
  {
    externalId: 'workshop-guarantee',
    type: 'policy',
    title: 'Guarantee on repairs',
    content:
      'Our workshop labour is guaranteed for 90 days. If the same fault comes back in that time we redo the work free.',
    keywords: ['repair guarantee', 'same problem again', 'redo', 'not fixed', 'labour'],
    active: true,
  },
  {
    externalId: 'workshop-cancellation',
    type: 'policy',
    title: 'Cancelling or moving a workshop booking',
    content:
      'You can cancel or move a workshop or mobile repair booking free of charge up to 24 hours before it. Later cancellations and missed bookings cost KES 500.',
    keywords: ['cancel', 'reschedule', 'appointment', 'repair', 'no-show', 'late', 'fee'],
    active: true,
  },
  {
    externalId: 'class-cancellation',
    type: 'policy',
    title: 'Cancelling a class or lesson',
    content:
      'Cancel a class or lesson at least 48 hours before it starts and you get a full refund. After that you can still send a friend or move once to another date.',
    keywords: ['cancel', 'course', 'training', 'reschedule', 'cannot attend'],
    active: true,
  },
  {
    externalId: 'uncollected-bikes',
    type: 'policy',
    title: 'Bikes not collected after repair',
    content:
      'We store a finished bike free for 14 days; after that storage costs KES 100 a day. After 90 days and two written reminders we may sell it to cover the bill.',
    keywords: ['storage', 'pick up late', 'leave my bike', 'uncollected', 'travelling'],
    active: true,
  },
  {
    externalId: 'rental-rules',
    type: 'policy',
    title: 'Rental rules',
    content:
      'Renters must be 18 or older and show an original national ID or passport; a helmet and a lock are included. Rental bikes may be ridden in Nairobi, Kiambu and Kajiado counties, by the renter only.',
    keywords: ['rent', 'hire', 'age', 'requirements', 'documents', 'helmet included'],
    active: true,
  },
  {
    externalId: 'rental-deposit',
    type: 'policy',
    title: 'Rental deposit',
    content:
      'The deposit is KES 5,000 for a city or mountain bike and KES 15,000 for an e-bike, by M-Pesa or card. It is paid back when the bike returns undamaged.',
    keywords: ['rent', 'hire', 'security deposit', 'held', 'refundable'],
    active: true,
  },
  {
    externalId: 'rental-late-return',
    type: 'policy',
    title: 'Late return of a rental bike',
    content:
      'The first 30 minutes are free; after that a late rental bike costs KES 300 an hour up to the price of a full day. Call before the end time to extend.',
    keywords: ['rent', 'hire', 'overdue', 'extend', 'late fee'],
    active: true,
  },
  {
    externalId: 'rental-damage-theft',
    type: 'policy',
    title: 'Damage to or theft of a rental bike',
    content:
      'You pay for damage at our normal workshop prices; punctures are free. If a properly locked rental bike is taken and you bring a police abstract, you pay at most the deposit.',
    keywords: ['rent', 'hire', 'accident', 'broken', 'responsible', 'liability'],
    active: true,
  },
  {
    externalId: 'stolen-bike-policy',
    type: 'policy',
    title: 'Buying and servicing bikes of doubtful origin',
    content:
      'We never buy, trade in or service a bike listed as stolen. For every trade-in we ask for proof of ownership, copy an ID and check the frame number.',
    keywords: ['stolen goods', 'proof of ownership', 'frame number', 'checks'],
    active: true,
  },
  {
    externalId: 'price-match',
    type: 'policy',
    title: 'Price match',
    content:
      'We match the price of the same new item, in stock at a shop in Nairobi, if you show a written quote before you buy or within seven days after.',
    keywords: ['cheaper elsewhere', 'match', 'competitor', 'lower price', 'negotiate'],
    active: true,
  },
  {
    externalId: 'privacy',
    type: 'policy',
    title: 'Privacy and personal data',
    content:
      'We keep your name, contacts, orders and repair history to serve you and for tax law, and never sell them. We follow the Kenyan Data Protection Act, 2019; marketing messages are sent only if you opted in.',
    keywords: ['data protection', 'personal information', 'GDPR', 'marketing', 'unsubscribe'],
    active: true,
  },
  {
    externalId: 'long-rains-promotion',
    type: 'policy',
    title: 'Long rains promotion terms',
    content:
      'Mudguards and rain jackets are 15% off when bought together. The promotion has ended.',
    keywords: ['promotion', 'sale', 'rainy season', 'offer'],
    active: false,
  },
];
