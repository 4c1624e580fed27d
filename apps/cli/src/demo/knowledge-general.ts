// About Baobab Cycles itself.
import { type KnowledgeInput } from '#contracts';

export const generalEntries: KnowledgeInput[] = [
  {
    externalId: 'about-us',
    type: 'general',
    title: 'About Baobab Cycles',
    content:
      'Baobab Cycles is a family-run bicycle shop and workshop in Nairobi, founded in 2014 by Wanjiru and Peter Mwangi. Fourteen people work here, six of them mechanics.',
    keywords: ['owner', 'founder', 'history', 'who are you', 'company', 'team'],
    active: true,
  },
  {
    externalId: 'careers',
    type: 'general',
    title: 'Careers and job openings',
    content:
      'We hire mechanics, shop assistants and delivery riders in February and August. Send a CV and two references to jobs@baobabcycles.example.',
    keywords: ['job', 'vacancy', 'hiring', 'work for you', 'employment', 'apply', 'CV'],
    active: true,
  },
  {
    externalId: 'apprenticeship',
    type: 'general',
    title: 'Workshop apprenticeship',
    content:
      'We train three apprentice mechanics a year, paid, for twelve months from March. Applicants need to be 18 with a KCSE certificate; no bicycle experience is required.',
    keywords: ['internship', 'attachment', 'trainee', 'training', 'learn mechanics'],
    active: true,
  },
  {
    externalId: 'group-rides',
    type: 'general',
    title: 'Saturday group ride',
    content:
      'A free group ride of about 30 km starts at the shop every Saturday at 6:30 am and is back by 8:45 am. Any bike in good order is welcome; helmets are compulsory.',
    keywords: ['club', 'ride together', 'cycling group', 'community', 'join'],
    active: true,
  },
  {
    externalId: 'bike-donations',
    type: 'general',
    title: 'Donating a bike',
    content:
      'Bring any unwanted bike or part and we refurbish it for pupils who walk more than 5 km to school in Kajiado County. More than 600 bikes have been handed over so far.',
    keywords: ['donate', 'charity', 'school', 'give away', 'old bike'],
    active: true,
  },
  {
    externalId: 'recycling',
    type: 'general',
    title: 'Recycling',
    content:
      'We take back worn tyres, tubes, chains and e-bike batteries free for recycling, wherever you bought them. Tubes become bags; batteries go to a licensed e-waste handler.',
    keywords: ['dispose', 'waste', 'environment', 'old battery', 'old tyres'],
    active: true,
  },
  {
    externalId: 'public-transport',
    type: 'general',
    title: 'Coming by matatu',
    content:
      'Get off at the Adams Arcade stage, served by matatu routes 102 and 111 from town, and walk three minutes towards Mvuli Court.',
    keywords: ['bus', 'public transport', 'stage', 'route', 'get there'],
    active: true,
  },
  {
    externalId: 'accessibility',
    type: 'general',
    title: 'Wheelchair access',
    content:
      'The shop has a step-free entrance, wide aisles and an accessible toilet. We also fit tyres and tubes to wheelchairs.',
    keywords: ['disabled', 'accessible', 'wheelchair', 'ramp', 'step-free'],
    active: true,
  },
  {
    externalId: 'languages',
    type: 'general',
    title: 'Languages we speak',
    content: 'Our staff speak English and Swahili, and some also Kikuyu, Luo and French.',
    keywords: ['Kiswahili', 'language', 'French'],
    active: true,
  },
  {
    externalId: 'social-media',
    type: 'general',
    title: 'Social media and newsletter',
    content:
      'Find us on Instagram, Facebook and Strava as Baobab Cycles Nairobi. The newsletter with new arrivals and ride routes goes out on the first of each month; sign up on our website.',
    keywords: ['Instagram', 'Facebook', 'Strava', 'follow', 'subscribe'],
    active: true,
  },
  {
    externalId: 'sponsorship',
    type: 'general',
    title: 'Sponsorship and press',
    content:
      'We sponsor four amateur riders and two local races a year; send requests by email before the end of October. Journalists are answered within two working days.',
    keywords: ['sponsor', 'partnership', 'race', 'media', 'event'],
    active: true,
  },
  {
    externalId: 'westlands-popup',
    type: 'general',
    title: 'Westlands pop-up stand',
    content: 'The pop-up stand in Westlands has closed. All sales and repairs are at the shop.',
    keywords: ['Westlands', 'second branch', 'pop-up'],
    active: false,
  },
];
