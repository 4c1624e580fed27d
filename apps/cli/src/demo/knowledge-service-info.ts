// How the Baobab Cycles workshop, classes and rental work.
import { type KnowledgeInput } from '#contracts';

export const serviceInfoEntries: KnowledgeInput[] = [
  {
    externalId: 'which-service',
    type: 'service_info',
    title: 'Which service a bike needs',
    content:
      'Choose the Basic Tune-Up when the bike rides well and needs its yearly or half-yearly care. Choose the Full Service when it has been ridden through a rainy season, stood unused for over a year or makes grinding noises.',
    keywords: ['difference', 'which service', 'compare', 'recommend', 'overhaul'],
    active: true,
  },
  {
    externalId: 'service-interval',
    type: 'service_info',
    title: 'How often to service a bike',
    content:
      'Have a bike serviced every six months or 1,500 km if you ride daily, and once a year if you ride at weekends. Suspension forks need it every 100 hours of riding.',
    keywords: ['frequency', 'interval', 'when to service', 'due', 'regular'],
    active: true,
  },
  {
    externalId: 'parts-and-quotes',
    type: 'service_info',
    title: 'Parts and quotes for repairs',
    content:
      'Workshop prices are for labour; parts are added at shop price. We call you before doing anything that takes the bill more than KES 500 above the quote.',
    keywords: ['estimate', 'extra cost', 'parts included', 'quote', 'approval', 'own parts'],
    active: true,
  },
  {
    externalId: 'drop-off',
    type: 'service_info',
    title: 'Dropping off a booked bike',
    content:
      'Bring a booked bike before 10:30 am on the day, clean enough to work on. Take off bags, child seats and lights; leave the e-bike battery and its key with us.',
    keywords: ['hand in', 'bring my bike', 'what time', 'drop'],
    active: true,
  },
  {
    externalId: 'bike-pickup',
    type: 'service_info',
    title: 'Pickup of bikes for repair',
    content:
      'We fetch a bike for repair and bring it back within Nairobi County for KES 1,000 both ways. It is free with a Full Service.',
    keywords: ['collect my bike', 'fetch', 'pick up from home', 'transport'],
    active: true,
  },
  {
    externalId: 'mobile-repair-area',
    type: 'service_info',
    title: 'Where and when mobile repair comes',
    content:
      'The mobile repair van covers addresses up to 12 km from the shop, Tuesday to Friday between 10:00 am and 4:00 pm. Suspension, wheel building and e-bike motor work are done only in the workshop.',
    keywords: ['call-out area', 'van', 'Karen', 'Westlands', 'Kilimani', 'Lavington', 'radius'],
    active: true,
  },
  {
    externalId: 'loan-bike',
    type: 'service_info',
    title: 'Loan bike during a repair',
    content:
      'We lend you a city bike free of charge while yours is in for more than two days. Ask when you book, as there are four of them.',
    keywords: ['courtesy bike', 'replacement bike', 'borrow', 'meanwhile'],
    active: true,
  },
  {
    externalId: 'ebike-brands',
    type: 'service_info',
    title: 'Which e-bikes we service',
    content:
      'We read out and repair our own Umeme and Tembo and most Bafang and Shimano Steps systems. For other motors we do the mechanical work but not the electronics.',
    keywords: [
      'electric bike repair',
      'ebike',
      'Bafang',
      'Shimano',
      'Bosch',
      'motor repair',
      'scooter',
    ],
    active: true,
  },
  {
    externalId: 'fitting-preparation',
    type: 'service_info',
    title: 'Preparing for a fitting session',
    content:
      'Bring your own bike, the shoes and shorts you ride in and any notes on past injuries. Tyres and drivetrain should be clean, since the bike goes on an indoor trainer.',
    keywords: ['prepare', 'fitting', 'shoes', 'wear'],
    active: true,
  },
  {
    externalId: 'class-schedule',
    type: 'service_info',
    title: 'Class dates',
    content:
      'The Basic Maintenance Class runs on the first Saturday of the month and the Gears and Drivetrain Class on the third, both from 2:00 pm to 5:00 pm. Book at least three days ahead.',
    keywords: ['course dates', 'when', 'next class', 'timetable', 'training'],
    active: true,
  },
  {
    externalId: 'lesson-ages',
    type: 'service_info',
    title: 'Who can take a riding lesson',
    content:
      'Riding lessons are for anyone from four years old, including adults who never learned. Most people ride alone after two or three lessons; children under ten come with a parent.',
    keywords: ['learn to cycle', 'beginner', 'adult', 'teach', 'minimum age'],
    active: true,
  },
  {
    externalId: 'long-rental',
    type: 'service_info',
    title: 'Renting for a week or longer',
    content:
      'From three days you pay 20% less per day, and from seven days 35% less. Rentals of a month or more include one tune-up.',
    keywords: ['hire', 'weekly', 'monthly', 'rental discount', 'tourist', 'several days'],
    active: true,
  },
];
