// The demo tenant: Baobab Cycles, its settings, its agent and questions that its data answers.
export const demoShop = {
  name: 'Baobab Cycles',
  settings: { timezone: 'Africa/Nairobi', language: 'en', currency: 'KES' },
  agent: {
    name: 'Zuri',
    tone: 'friendly',
    instructions: [
      'You are Zuri, the assistant of Baobab Cycles, a bicycle shop and workshop in Nairobi.',
      'Answer in one to three short sentences, the answer first, in plain words.',
      'Give prices in Kenyan shillings with their currency, as in KES 1,000. Say so when a product is sold out and name a similar one that is in stock.',
      'Never promise a discount, a delivery date or a repair outcome that the shop’s own information does not state.',
      'Never ask for card numbers or an M-Pesa PIN.',
    ].join('\n'),
    confidenceThreshold: 0.4,
    maxLowConfidenceTurns: 3,
    handoffTopics: [
      'injury or accident',
      'legal claim',
      'payment dispute',
      'complaint about staff',
      'data breach',
    ],
    handoffKeywords: [
      'speak to a human',
      'talk to a human',
      'real person',
      'manager',
      'complaint',
      'lawyer',
      'scam',
    ],
  },
  /** Each is answered by the product, service or knowledge entry with that external id. */
  sampleQuestions: [
    { question: 'Are you open on Saturdays?', expectExternalId: 'opening-hours' },
    {
      question: 'What do you charge to deliver a bicycle in Nairobi?',
      expectExternalId: 'delivery-fees',
    },
    { question: 'Can I pay with a Visa card?', expectExternalId: 'payment-methods' },
    {
      question: 'How many days do I have to send back something I never used?',
      expectExternalId: 'returns-policy',
    },
    {
      question: 'Can I spread the cost of a new bike over monthly payments?',
      expectExternalId: 'instalments',
    },
    {
      question: 'What bike size suits my 5 year old daughter?',
      expectExternalId: 'kids-bike-by-age',
    },
    {
      question: 'How many kilometres can the electric bike go on one charge?',
      expectExternalId: 'ebike-range',
    },
    {
      question: 'How many psi should I pump into mountain bike tyres?',
      expectExternalId: 'tyre-pressure',
    },
    {
      question: 'My bicycle was stolen, do I report it to the police?',
      expectExternalId: 'report-stolen-bike',
    },
    {
      question: 'Is there a fee if I cancel my repair appointment?',
      expectExternalId: 'workshop-cancellation',
    },
    {
      question: 'Which lock is strong enough for leaving a bike on the street overnight?',
      expectExternalId: 'choosing-a-lock',
    },
    { question: 'How long is the guarantee on the battery?', expectExternalId: 'battery-warranty' },
    {
      question: 'What deposit do you want when I hire an e-bike?',
      expectExternalId: 'rental-deposit',
    },
    { question: 'Are you hiring at the moment, any job vacancy?', expectExternalId: 'careers' },
    {
      question: 'My wheel is wobbly, what do you take to straighten it?',
      expectExternalId: 'wheel-truing',
    },
    {
      question: 'Can a mechanic come to my house to repair my bike?',
      expectExternalId: 'mobile-repair',
    },
    {
      question: 'How much is a service for a suspension fork?',
      expectExternalId: 'suspension-service',
    },
    {
      question: 'Do you have a folding bike that fits in a car boot?',
      expectExternalId: 'daraja-folding',
    },
    { question: 'I need a waterproof jacket in yellow', expectExternalId: 'rain-jacket' },
    {
      question: 'Is the Umeme Trail electric mountain bike in stock?',
      expectExternalId: 'umeme-trail',
    },
  ],
};
