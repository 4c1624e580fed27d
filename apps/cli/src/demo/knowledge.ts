// What Baobab Cycles knows: every fact is stated in one entry, prices only in the catalog.
import { type KnowledgeInput } from '#contracts';
import { faqEntries } from './knowledge-faq.js';
import { generalEntries } from './knowledge-general.js';
import { policyEntries } from './knowledge-policies.js';
import { procedureEntries } from './knowledge-procedures.js';
import { productInfoEntries } from './knowledge-product-info.js';
import { serviceInfoEntries } from './knowledge-service-info.js';

export const demoKnowledge: KnowledgeInput[] = [
  ...faqEntries,
  ...policyEntries,
  ...procedureEntries,
  ...productInfoEntries,
  ...serviceInfoEntries,
  ...generalEntries,
];
