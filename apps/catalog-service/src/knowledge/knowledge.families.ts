import { type KnowledgeEntry } from '#contracts';
import { itemFamilies } from '../storage/item-families.js';

export const { items: knowledgeItems, lists: knowledgeLists } = itemFamilies<KnowledgeEntry>(
  { items: 'knowledge', lists: 'knowledge_lists' },
  600_000,
);
