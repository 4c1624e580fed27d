// Questions that customers of Baobab Cycles ask most.
import { type KnowledgeInput } from '#contracts';

export const faqEntries: KnowledgeInput[] = [
  {
    externalId: 'opening-hours',
    type: 'faq',
    title: 'What are your opening hours?',
    content:
      'We are open Monday to Friday from 8:30 am to 6:30 pm and Saturday from 9:00 am to 5:00 pm. We are closed on Sundays. The shop, the workshop and the rental desk keep the same hours.',
    keywords: ['open', 'close', 'closing time', 'hours', 'weekend', 'Monday', 'Saturday', 'Sunday'],
    priority: 10,
    active: true,
  },
  {
    externalId: 'public-holidays',
    type: 'faq',
    title: 'Are you open on public holidays?',
    content:
      'On Kenyan public holidays we open from 10:00 am to 2:00 pm. We stay closed all day on Good Friday, Christmas Day and New Year’s Day.',
    keywords: ['holiday', 'Christmas', 'Easter', 'Madaraka Day', 'Jamhuri Day', 'Mashujaa Day'],
    active: true,
  },
  {
    externalId: 'shop-address',
    type: 'faq',
    title: 'Where is your shop?',
    content:
      'Baobab Cycles is on the ground floor of Mvuli Court on Ngong Road, Nairobi, close to Adams Arcade. Look for the green bicycle above the door.',
    keywords: ['address', 'location', 'located', 'find you', 'directions', 'map', 'branch'],
    priority: 10,
    active: true,
  },
  {
    externalId: 'contact',
    type: 'faq',
    title: 'How can I contact you?',
    content:
      'Call or WhatsApp us on +254 199 555 014, or write to hello@baobabcycles.example. We answer WhatsApp within the hour while the shop is open, and email by the next working day.',
    keywords: ['phone number', 'telephone', 'call', 'WhatsApp', 'email', 'reach', 'talk'],
    priority: 10,
    active: true,
  },
  {
    externalId: 'parking',
    type: 'faq',
    title: 'Is there parking at the shop?',
    content:
      'Yes, customers park free for one hour in the Mvuli Court car park behind the building. There is also a covered bicycle rack beside the entrance.',
    keywords: ['park', 'car', 'drive'],
    active: true,
  },
  {
    externalId: 'delivery-areas',
    type: 'faq',
    title: 'Where do you deliver?',
    content:
      'We deliver everywhere in Kenya: with our own riders in Nairobi County and the neighbouring towns of Kiambu, Ruiru, Thika, Ongata Rongai, Kitengela and Syokimau, and by courier to every other county. We do not ship outside Kenya.',
    keywords: ['ship', 'shipping', 'Mombasa', 'Kisumu', 'Nakuru', 'Eldoret', 'upcountry', 'abroad'],
    priority: 5,
    active: true,
  },
  {
    externalId: 'delivery-fees',
    type: 'faq',
    title: 'How much does delivery cost?',
    content:
      'Within Nairobi County delivery costs KES 350 for parts and accessories and KES 1,200 for a bicycle. In the neighbouring towns it is KES 600 and KES 2,000, and by courier to the rest of Kenya KES 900 and KES 3,500. Parts and accessories orders above KES 10,000 are delivered free within Nairobi County.',
    keywords: ['shipping fee', 'charge', 'deliver', 'free delivery', 'transport cost', 'price'],
    priority: 5,
    active: true,
  },
  {
    externalId: 'delivery-time',
    type: 'faq',
    title: 'How long does delivery take?',
    content:
      'Orders for Nairobi County placed before 12 noon arrive the same day, later ones the next working day. The neighbouring towns take one to two working days and courier parcels two to four.',
    keywords: ['shipping time', 'arrive', 'when', 'days', 'fast', 'express', 'same-day'],
    active: true,
  },
  {
    externalId: 'order-tracking',
    type: 'faq',
    title: 'How do I track my order?',
    content:
      'Open the tracking link in the SMS we send when your order leaves the shop. It shows the rider or courier, the expected time and a number to call.',
    keywords: ['tracking', 'where is my parcel', 'status', 'order number', 'SMS'],
    active: true,
  },
  {
    externalId: 'payment-methods',
    type: 'faq',
    title: 'Which payment methods do you accept?',
    content:
      'We accept M-Pesa, Airtel Money, Visa and Mastercard cards, and bank transfer, online and in the shop. Cash is accepted in the shop only.',
    keywords: [
      'Mpesa',
      'pay',
      'payment',
      'card',
      'credit card',
      'debit card',
      'cash',
      'mobile money',
      'Visa',
    ],
    priority: 5,
    active: true,
  },
  {
    externalId: 'pay-on-delivery',
    type: 'faq',
    title: 'Can I pay on delivery?',
    content:
      'Yes, in Nairobi County you can pay the rider by M-Pesa on delivery for orders up to KES 15,000. Larger orders and courier parcels are paid for in advance.',
    keywords: ['cash on delivery', 'COD', 'Mpesa', 'pay later', 'pay when it arrives'],
    active: true,
  },
  {
    externalId: 'instalments',
    type: 'faq',
    title: 'Can I buy a bike in instalments?',
    content:
      'Yes, any bike from KES 30,000 can be paid in instalments: a 30% deposit, then equal monthly payments by M-Pesa. Three months cost nothing extra; six months add 5% to the price.',
    keywords: ['pay in parts', 'monthly payments', 'spread the cost', 'credit', 'hire purchase'],
    priority: 5,
    active: true,
  },
  {
    externalId: 'gift-cards',
    type: 'faq',
    title: 'Do you sell gift cards?',
    content:
      'Yes, gift cards come in any amount from KES 1,000 to KES 50,000, printed in the shop or sent by email. They are valid for 24 months on products, services and rental.',
    keywords: ['gift voucher', 'voucher', 'present', 'birthday', 'expire', 'valid'],
    active: true,
  },
  {
    externalId: 'trade-in',
    type: 'faq',
    title: 'Do you take old bikes in trade-in?',
    content:
      'Yes, we take working bikes of any brand in trade-in and credit up to 40% of what they cost new. The credit counts towards any new bike of KES 30,000 or more and is not paid out in cash.',
    keywords: ['part exchange', 'swap', 'sell my bike', 'used bike', 'buy back', 'upgrade'],
    active: true,
  },
  {
    externalId: 'second-hand-bikes',
    type: 'faq',
    title: 'Do you sell second-hand bikes?',
    content:
      'Yes, we usually have five to ten refurbished trade-in bikes in the shop, all with a 3-month warranty. They are not listed online because each is one of a kind.',
    keywords: ['used', 'refurbished', 'pre-owned', 'cheap bike'],
    active: true,
  },
  {
    externalId: 'test-ride',
    type: 'faq',
    title: 'Can I test ride a bike before I buy?',
    content:
      'Yes, you can test ride any bike on the floor for 20 minutes without an appointment. Leave your national ID or passport at the desk; helmets are lent free.',
    keywords: ['try', 'trial', 'demo ride', 'test drive'],
    active: true,
  },
  {
    externalId: 'hold-item',
    type: 'faq',
    title: 'Can you reserve an item for me?',
    content:
      'Yes, we hold any item in stock for 48 hours free of charge. A bike is held for two weeks against a 10% deposit, which comes off the price.',
    keywords: ['hold', 'set aside', 'keep', 'reservation', 'put away'],
    active: true,
  },
  {
    externalId: 'sold-out-items',
    type: 'faq',
    title: 'When will a sold-out item be back in stock?',
    content:
      'New shipments arrive about every six weeks. Leave your number on the item’s page or with us and we send one SMS as soon as it is back.',
    keywords: ['out of stock', 'restock', 'unavailable', 'backorder', 'notify me'],
    active: true,
  },
  {
    externalId: 'walk-in-repairs',
    type: 'faq',
    title: 'Do I need an appointment for a repair?',
    content:
      'No appointment is needed for jobs of 30 minutes or less, such as flats and adjustments; we do them while you wait. Anything longer needs a booking.',
    keywords: ['walk in', 'without booking', 'while I wait', 'queue', 'drop in'],
    active: true,
  },
  {
    externalId: 'repair-turnaround',
    type: 'faq',
    title: 'How long will my repair take?',
    content:
      'Booked repairs are ready by the end of the next working day, and suspension and e-bike work within three working days. If a part has to be ordered we tell you the new date first.',
    keywords: ['turnaround', 'when is my bike ready', 'collect', 'waiting time'],
    active: true,
  },
  {
    externalId: 'other-brands',
    type: 'faq',
    title: 'Do you repair bikes bought elsewhere?',
    content: 'Yes, we service every brand of bicycle, wherever it was bought, at the same prices.',
    keywords: ['another shop', 'other brands', 'supermarket bike', 'any bike', 'imported bike'],
    active: true,
  },
  {
    externalId: 'free-first-service',
    type: 'faq',
    title: 'Does a new bike come with a free first service?',
    content:
      'Yes, every new bike includes one free Basic Tune-Up within three months of purchase. Bring the receipt or give us your phone number.',
    keywords: ['first service', 'included', 'new bike check', 'run-in'],
    active: true,
  },
  {
    externalId: 'delivered-assembled',
    type: 'faq',
    title: 'Does a new bike come assembled?',
    content:
      'Yes, our own riders bring bikes fully built and ready to ride. Bikes sent by courier come 90% assembled: you turn the handlebar, fit the pedals and the front wheel with the tools in the box.',
    keywords: ['assembly', 'built', 'put together', 'ready to ride'],
    active: true,
  },
  {
    externalId: 'tax-invoice',
    type: 'faq',
    title: 'Can I get a tax invoice?',
    content:
      'Yes, every sale comes with a KRA eTIMS invoice; give us your PIN before you pay to have it printed on it. All our prices include 16% VAT.',
    keywords: ['KRA', 'eTIMS', 'VAT', 'receipt', 'tax', 'company PIN'],
    active: true,
  },
  {
    externalId: 'student-discount',
    type: 'faq',
    title: 'Do you give a student discount?',
    content:
      'Yes, students get 5% off parts, accessories and workshop labour with a valid student ID. It does not apply to bikes or rental.',
    keywords: ['discount', 'university', 'college', 'offer', 'cheaper'],
    active: true,
  },
  {
    externalId: 'bulk-orders',
    type: 'faq',
    title: 'Do you offer discounts to companies and schools?',
    content:
      'Yes, orders of five or more bikes get 8% off, with a written quotation within two working days. Fleet customers can add a yearly service contract.',
    keywords: ['bulk', 'wholesale', 'fleet', 'corporate', 'NGO', 'quotation', 'delivery company'],
    active: true,
  },
  {
    externalId: 'insurance',
    type: 'faq',
    title: 'Do you sell bicycle insurance?',
    content:
      'No, we do not sell insurance. We give you a stamped letter with the value and frame number of your bike, which insurers ask for.',
    keywords: ['insure', 'cover', 'valuation'],
    active: true,
  },
];
