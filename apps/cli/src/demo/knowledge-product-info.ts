// Buying guides and care notes for what Baobab Cycles sells.
import { type KnowledgeInput } from '#contracts';

export const productInfoEntries: KnowledgeInput[] = [
  {
    externalId: 'size-guide-city',
    type: 'product_info',
    title: 'Size guide for city, hybrid and electric city bikes',
    content:
      'Choose Small if you are 150 to 163 cm tall, Medium for 163 to 175 cm and Large for 175 to 188 cm. Between two sizes, take the smaller one.',
    keywords: ['frame size', 'height', 'tall', 'fit me', 'Karura', 'Uhuru', 'Umeme City'],
    active: true,
  },
  {
    externalId: 'size-guide-mountain',
    type: 'product_info',
    title: 'Size guide for mountain bikes',
    content:
      'Choose Small if you are 155 to 168 cm tall, Medium for 168 to 179 cm and Large for 179 to 192 cm. This holds for the Aberdare, the Longonot and the Umeme Trail.',
    keywords: ['frame size', 'height', 'tall', 'MTB', 'fit me'],
    active: true,
  },
  {
    externalId: 'size-guide-road',
    type: 'product_info',
    title: 'Size guide for road and gravel bikes',
    content:
      'Choose 50 cm if you are 160 to 169 cm tall, 53 cm for 169 to 177 cm and 56 cm for 177 to 186 cm. This holds for the Rift Valley and the Magadi.',
    keywords: ['frame size', 'height', 'tall', 'racing bike', 'fit me'],
    active: true,
  },
  {
    externalId: 'one-size-bikes',
    type: 'product_info',
    title: 'Who fits the folding, cargo and roadster bikes',
    content:
      'The Daraja and the Tembo come in one adjustable size for riders of 148 to 190 cm. The Mkulima suits riders of 165 to 190 cm.',
    keywords: ['one size', 'height', 'tall', 'frame size'],
    active: true,
  },
  {
    externalId: 'kids-bike-by-age',
    type: 'product_info',
    title: 'Which kids bike for which age',
    content:
      'Take the 12-inch balance bike at 2 to 4 years, 16-inch at 4 to 6, 20-inch at 6 to 9 and 24-inch at 9 to 12 years. Height decides in doubt: from 85, 100, 115 and 130 cm.',
    keywords: [
      'child',
      'children',
      'year old',
      'years old',
      'son',
      'daughter',
      'wheel size',
      'size',
    ],
    priority: 5,
    active: true,
  },
  {
    externalId: 'helmet-sizes',
    type: 'product_info',
    title: 'Helmet sizes',
    content:
      'Measure around your head just above the eyebrows: Small is 51 to 55 cm, Medium 55 to 58 cm and Large 58 to 62 cm. A helmet fits when it stays put as you shake your head with the strap open.',
    keywords: ['head', 'measure', 'circumference', 'helmet fit'],
    active: true,
  },
  {
    externalId: 'helmet-replacement',
    type: 'product_info',
    title: 'When to replace a helmet',
    content:
      'Replace a helmet after any crash, even if you see no damage, and otherwise every five years. Sun and sweat weaken the foam over time.',
    keywords: ['old helmet', 'dropped', 'crash', 'expire', 'lifespan'],
    active: true,
  },
  {
    externalId: 'clothing-sizes',
    type: 'product_info',
    title: 'Clothing sizes',
    content:
      'Jackets and jerseys go by chest: Small 88 to 94 cm, Medium 94 to 100, Large 100 to 108 and Extra large 108 to 116. Shorts go by waist: Small 72 to 80 cm, Medium 80 to 88 and Large 88 to 96.',
    keywords: ['chest', 'jersey', 'jacket', 'shorts', 'size chart', 'waist'],
    active: true,
  },
  {
    externalId: 'ebike-range',
    type: 'product_info',
    title: 'E-bike range',
    content:
      'On one charge the Umeme City goes 40 to 60 km, the Tembo Electric 35 to 55 km and the Umeme Trail 30 to 50 km. Hills, load and the highest assist level take you to the lower figure.',
    keywords: [
      'ebike',
      'how far',
      'distance',
      'kilometres',
      'electric',
      'battery lasts',
      'mileage',
    ],
    priority: 5,
    active: true,
  },
  {
    externalId: 'ebike-charging',
    type: 'product_info',
    title: 'Charging an e-bike',
    content:
      'A full charge takes about five hours for the 504 Wh battery and six for the 630 Wh one, from any normal socket. A full charge uses less than one unit (kWh) of electricity.',
    keywords: [
      'ebike',
      'electric',
      'charging time',
      'charge',
      'hours',
      'socket',
      'plug',
      'power',
      'KPLC tokens',
    ],
    active: true,
  },
  {
    externalId: 'battery-care',
    type: 'product_info',
    title: 'E-bike battery care',
    content:
      'Keep the battery between 20% and 80% for daily use, out of direct sun, and charge it indoors. For storage longer than a month leave it at about 60% and top it up every two months.',
    keywords: [
      'ebike',
      'battery life',
      'storage',
      'look after',
      'maintain',
      'overcharge',
      'heat',
      'last longer',
    ],
    active: true,
  },
  {
    externalId: 'ebike-speed',
    type: 'product_info',
    title: 'E-bike top speed and throttle',
    content:
      'The motor of all our e-bikes assists while you pedal, up to 25 km/h, and then fades out. None has a throttle.',
    keywords: ['ebike', 'how fast', 'speed limit', 'electric', 'pedal assist', 'motor'],
    active: true,
  },
  {
    externalId: 'ebike-rain',
    type: 'product_info',
    title: 'Riding an e-bike in the rain',
    content:
      'Our e-bikes are rated IPX4, so rain and puddles are fine. Do not ride through water above the hubs or wash them with a pressure washer.',
    keywords: ['ebike', 'waterproof', 'wet', 'flood', 'electric', 'water'],
    active: true,
  },
  {
    externalId: 'tyre-pressure',
    type: 'product_info',
    title: 'Tyre pressure guide',
    content:
      'Pump city tyres to 50-65 psi, mountain bike tyres to 28-35 psi, gravel tyres to 38-45 psi, 28 mm road tyres to 75-85 psi, and kids and cargo tyres to 35-50 psi. Heavier riders take the upper figure.',
    keywords: ['psi', 'bar', 'inflate', 'how much air', 'pump up', 'hard'],
    priority: 5,
    active: true,
  },
  {
    externalId: 'choosing-a-tube',
    type: 'product_info',
    title: 'Presta or Schrader: finding the right tube',
    content:
      'Match the numbers on the side of your tyre and the valve: Schrader is the thick car-type valve, Presta the thin one with a small nut. A Presta tube fits a Schrader rim only with an adapter ring.',
    keywords: ['valve', 'tube size', 'thin valve', 'car valve', 'which tube'],
    active: true,
  },
  {
    externalId: 'choosing-a-chain',
    type: 'product_info',
    title: 'Finding the right chain and when to change it',
    content:
      'Count the sprockets at the back wheel and buy the chain with the same number of speeds. Change it every 2,500 km or when a wear gauge drops in at 0.75.',
    keywords: ['worn chain', 'compatible', 'speeds', 'replace chain', 'stretch'],
    active: true,
  },
  {
    externalId: 'choosing-brake-pads',
    type: 'product_info',
    title: 'Resin or sintered brake pads',
    content:
      'Resin pads are quiet and best for city riding; sintered pads last longer in mud, rain and on long descents but squeal more. Change either when less than 1 mm of material is left.',
    keywords: ['organic', 'metal', 'which pads', 'worn pads', 'disc'],
    active: true,
  },
  {
    externalId: 'choosing-a-lock',
    type: 'product_info',
    title: 'Which lock to choose',
    content:
      'Take the D-lock if your bike stands on the street for hours or overnight, the chain lock for guarded parking, and the cable only for a short stop in sight. Lock the frame, not just a wheel, to something fixed.',
    keywords: ['secure', 'security', 'best lock', 'strong', 'thieves', 'outside'],
    active: true,
  },
  {
    externalId: 'choosing-lights',
    type: 'product_info',
    title: 'How bright lights should be',
    content:
      'On lit streets 100 to 200 lumens in front are enough to be seen; on dark roads and trails use 600 lumens or more. Always pair it with a red rear light.',
    keywords: ['lumens', 'brightness', 'night riding', 'dark', 'which light'],
    active: true,
  },
  {
    externalId: 'load-limits',
    type: 'product_info',
    title: 'How much weight our bikes carry',
    content:
      'The rear rack of a city bike or Umeme City carries 25 kg, the Mkulima 50 kg, the Tembo 80 kg and the Tembo Electric 100 kg. Rider and load together may reach 130 kg, on a Tembo 200 kg.',
    keywords: ['maximum load', 'heavy', 'passenger', 'rider weight', 'cargo capacity', 'carrier'],
    active: true,
  },
  {
    externalId: 'child-seat-fit',
    type: 'product_info',
    title: 'Which bikes take the child seat',
    content:
      'The rear child seat fits the Karura bikes, the Umeme City, the Tembo and any bike with our aluminium rear rack. It does not fit the Daraja or full-suspension bikes.',
    keywords: ['baby seat', 'toddler', 'compatible', 'carry a child'],
    active: true,
  },
];
