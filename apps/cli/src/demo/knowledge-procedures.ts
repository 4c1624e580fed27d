// Step-by-step answers of Baobab Cycles: what a customer does to get something done.
import { type KnowledgeInput } from '#contracts';

export const procedureEntries: KnowledgeInput[] = [
  {
    externalId: 'book-workshop',
    type: 'procedure',
    title: 'Booking the workshop',
    content:
      'Book a workshop slot on our website under Workshop, by WhatsApp or at the service desk: tell us the bike, the job and the day. You get an SMS confirmation, and nothing is paid until the work is done.',
    keywords: ['tune-up', 'book', 'appointment', 'slot', 'schedule', 'service my bike', 'reserve'],
    priority: 5,
    active: true,
  },
  {
    externalId: 'how-to-return',
    type: 'procedure',
    title: 'How to send an item back',
    content:
      'Message us your order number and the reason, then bring the item to the shop or hand it to the rider we send. Put the receipt in the parcel; we confirm by SMS when it arrives.',
    keywords: ['return steps', 'returning', 'start a return', 'return form', 'pickup'],
    active: true,
  },
  {
    externalId: 'claim-warranty',
    type: 'procedure',
    title: 'How to make a warranty claim',
    content:
      'Bring the bike or part with its receipt, or send photos and the order number by email. A mechanic inspects it free and we give you an answer within three working days.',
    keywords: ['claim', 'faulty', 'defect', 'guarantee', 'inspection'],
    active: true,
  },
  {
    externalId: 'pay-by-mpesa',
    type: 'procedure',
    title: 'How to pay by M-Pesa',
    content:
      'Choose M-Pesa at checkout, enter your Safaricom number and confirm the prompt that appears on your phone. We never ask for your M-Pesa PIN by call, chat or SMS.',
    keywords: [
      'pay with Mpesa',
      'Mpesa payment',
      'Lipa na M-Pesa',
      'STK push',
      'till',
      'paybill',
      'prompt',
    ],
    active: true,
  },
  {
    externalId: 'failed-payment',
    type: 'procedure',
    title: 'What to do when a payment fails',
    content:
      'If money left your account but the order shows unpaid, wait 15 minutes, then send us the transaction code. We trace it the same day and either confirm the order or reverse the payment.',
    keywords: ['charged twice', 'payment pending', 'deducted', 'M-Pesa code', 'not confirmed'],
    active: true,
  },
  {
    externalId: 'collect-order',
    type: 'procedure',
    title: 'Collecting an order at the shop',
    content:
      'Choose Pick up at checkout and come when you get the SMS that it is ready, usually within two hours. Show the order number and an ID; someone else may collect with a photo of both.',
    keywords: ['click and collect', 'pick up', 'pickup', 'collection', 'someone else'],
    active: true,
  },
  {
    externalId: 'apply-instalments',
    type: 'procedure',
    title: 'How to apply for instalments',
    content:
      'Bring your national ID, KRA PIN and the last three months of M-Pesa or bank statements to the shop. Approval takes one working day and you ride home once the deposit is paid.',
    keywords: ['application', 'documents needed', 'approval', 'apply', 'statement'],
    active: true,
  },
  {
    externalId: 'trade-in-steps',
    type: 'procedure',
    title: 'How a trade-in works',
    content:
      'Bring the bike, your ID and the purchase receipt or a signed ownership statement; a mechanic values it in 20 minutes. The written offer stays valid for 14 days.',
    keywords: ['valuation', 'part exchange', 'inspection', 'offer', 'old bike worth'],
    active: true,
  },
  {
    externalId: 'report-stolen-bike',
    type: 'procedure',
    title: 'What to do if your bike is stolen',
    content:
      'Report the theft at the nearest police station and get an OB number, then send it to us with the frame number. We flag the bike in our theft register and alert other Nairobi workshops the same day.',
    keywords: ['stolen', 'theft', 'police', 'report', 'thief', 'missing bike', 'taken'],
    active: true,
  },
  {
    externalId: 'find-frame-number',
    type: 'procedure',
    title: 'Finding your frame number',
    content:
      'Turn the bike upside down: the frame (serial) number is stamped under the bottom bracket, where the pedals meet the frame. On the Daraja it is on the seat tube, and on bikes bought from us it is also on the receipt.',
    keywords: ['serial number', 'stamped', 'identify'],
    active: true,
  },
  {
    externalId: 'rent-a-bike',
    type: 'procedure',
    title: 'How to rent a bike',
    content:
      'Reserve a rental bike on our website or by WhatsApp at least a day ahead and collect it at the rental desk. We set the saddle, check the brakes with you and note any scratches before you leave.',
    keywords: ['hire', 'renting', 'reserve', 'book a rental'],
    active: true,
  },
  {
    externalId: 'fix-flat',
    type: 'procedure',
    title: 'How to change an inner tube',
    content:
      'Take out the wheel, lift one side of the tyre off with levers and pull out the tube. Feel inside the tyre for thorns, fit the new tube slightly inflated, push the tyre back by hand and pump it up.',
    keywords: ['flat', 'fix a flat', 'replace tube', 'do it yourself', 'puncture at home'],
    active: true,
  },
  {
    externalId: 'chain-maintenance',
    type: 'procedure',
    title: 'Cleaning and oiling the chain',
    content:
      'Wipe the chain with degreaser on a rag, let it dry, put one drop of lube on each link and wipe off the rest. Do it every 150 km, or weekly in the rainy season.',
    keywords: ['lubricate', 'oil', 'grease', 'rusty', 'noisy', 'squeaky', 'how often', 'clean'],
    active: true,
  },
  {
    externalId: 'pre-ride-check',
    type: 'procedure',
    title: 'Checking your bike before a ride',
    content:
      'Squeeze the tyres, pull both brakes, wiggle the handlebar and wheels, and spin the pedals to hear the chain. Stop and fix anything loose before you set off.',
    keywords: ['M-check', 'safety', 'before riding', 'inspect', 'ABC check'],
    active: true,
  },
  {
    externalId: 'delete-my-data',
    type: 'procedure',
    title: 'Having your data deleted',
    content:
      'Email us from the address on your account and ask for a copy or deletion of your data. We answer within 14 days; invoices are kept for as long as tax law requires.',
    keywords: ['delete account', 'remove my information', 'erase', 'data request'],
    active: true,
  },
];
